using RoiApp.Contracts.V1;
using RoiApp.Processing.Extraction;
using Xunit;

namespace RoiApp.Processing.Tests.Extraction;

public sealed class EvidenceTests
{
    [Fact]
    public void A_field_knows_the_words_and_the_milliseconds_it_came_from()
    {
        var report = GrammarReportExtractor.Extract([Heard(0, 0, "i just met with ada moss"), Heard(1, 10_000, "from orwell steel high priority")], "en");
        var evidence = Assert.Single(report.Contacts).Evidence.ToDictionary(e => e.Field);
        Assert.Equal(("ada moss", 0, 2_000L, 3_000L), (evidence["name"].Quote, evidence["name"].SegmentIndex, evidence["name"].StartMs, evidence["name"].EndMs));
        Assert.Equal(("orwell steel", 1, 10_500L, 11_500L), (evidence["company"].Quote, evidence["company"].SegmentIndex, evidence["company"].StartMs, evidence["company"].EndMs));
        Assert.Equal("high priority", evidence["priority"].Quote);
    }

    [Fact]
    public void Words_that_were_hardly_recognised_make_a_field_less_certain()
    {
        double Confidence(float words) => Assert.Single(GrammarReportExtractor.Extract([Heard(0, 0, "i just met with ada moss", words)], "en").Contacts).Evidence[0].Confidence;
        Assert.True(Confidence(0.3f) < 0.5 * Confidence(1));
    }

    [Fact]
    public void A_transcript_without_word_times_gives_the_times_of_its_segment()
    {
        var report = GrammarReportExtractor.Extract([new Segment { Index = 7, Text = "Met Ada Moss.", StartMs = 40, EndMs = 90, Confidence = 1 }], "en");
        var name = Assert.Single(Assert.Single(report.Contacts).Evidence);
        Assert.Equal((7, 40L, 90L), (name.SegmentIndex, name.StartMs, name.EndMs));
    }

    private static Segment Heard(int index, long startMs, string text, float confidence = 1)
    {
        var segment = new Segment { Index = index, Text = text, StartMs = startMs, EndMs = startMs + (500 * text.Split(' ').Length), Confidence = confidence };
        segment.Words.AddRange(text.Split(' ').Select((w, i) => new Word { Text = w, StartMs = startMs + (500 * i), EndMs = startMs + (500 * (i + 1)), Confidence = confidence }));
        return segment;
    }
}
