using RoiApp.Contracts.V1;
using RoiApp.Processing.Transcription;
using Xunit;

namespace RoiApp.Processing.Tests.Transcription;

public sealed class UtteranceSplitterTests
{
    [Fact]
    public void A_pause_between_words_begins_a_new_segment()
    {
        var segments = UtteranceSplitter.Split([Word("i", 0), Word("met", 300), Word("anna", 600), Word("we", 1_300), Word("talked", 1_600)], "en");
        Assert.Equal(["i met anna", "we talked"], segments.Select(segment => segment.Text));
        Assert.Equal((0, 850), (segments[0].StartMs, segments[0].EndMs));
        Assert.Equal(0.5f, segments[1].Confidence);
    }

    [Fact]
    public void Somebody_who_goes_on_and_on_is_split_at_a_short_pause()
    {
        var words = Enumerable.Range(0, 60).Select(i => Word("and", i * 260 + (i >= 50 ? 150 : 0)));
        Assert.Equal([50, 10], UtteranceSplitter.Split(words, "en").Select(segment => segment.Words.Count));
    }

    [Fact]
    public void No_words_make_no_segment() => Assert.Empty(UtteranceSplitter.Split([], "en"));

    private static Word Word(string text, long startMs) => new() { Text = text, StartMs = startMs, EndMs = startMs + 250, Confidence = 0.5f };
}
