using RoiApp.Contracts.V1;
using Xunit;

namespace RoiApp.Processing.Tests.Transcription;

public sealed class PartialTextTests
{
    [Fact]
    public async Task Partial_text_comes_before_its_segment_and_changes_nothing_that_is_heard()
    {
        await using var told = new Pipeline(new() { ["Transcription:PartialText"] = "On" });
        await using var silent = new Pipeline(new() { ["Transcription:PartialText"] = "Off" });
        var ct = TestContext.Current.CancellationToken;
        var events = await told.RunFileAsync(Recordings.Memo, ct);
        var without = await silent.RunFileAsync(Recordings.Memo, ct);
        Assert.Equal(without.Text(), events.Text());
        Assert.DoesNotContain(without, e => e.Partial is not null);
        var first = events.FindIndex(e => e.Partial is not null);
        Assert.InRange(first, 0, events.FindIndex(e => e.Segment is not null));
        Assert.All(events.Where(e => e.Partial is not null), e => Assert.Matches("^[a-z'.-]+( [a-z'.-]+)*$", e.Partial.Text));
        // Nothing is shown of what is in the transcript already.
        var until = 0L;
        foreach (var e in events)
        {
            until = e.Segment is { } segment ? segment.StartMs : until;
            Assert.True(e.Partial is null || e.Partial.StartMs >= until, $"{e.Partial}");
        }
    }
}
