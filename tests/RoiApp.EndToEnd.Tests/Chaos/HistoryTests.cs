using System.Text.Json;
using RoiApp.Chaos;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.EndToEnd.Tests.Chaos;

/// <summary>The judge of the chaos runs is tried itself: it must see what it is there for.</summary>
public sealed class HistoryTests
{
    private static readonly Memo s_memo = new("memo.vtt", [], Segments: 2, Contact: "Javier Robles");

    private static readonly (string Type, string? Step, string Status)[] s_good =
    [
        (EventTypes.WorkflowStatus, null, "queued"),
        (EventTypes.WorkflowStatus, null, "running"),
        (EventTypes.StepCompleted, "transcription", "skipped"),
        (EventTypes.StepStarted, "translation", "running"),
        (EventTypes.StepStarted, "extraction", "running"),
        (EventTypes.StepCompleted, "extraction", "completed"),
        (EventTypes.StepCompleted, "translation", "completed"),
        (EventTypes.WorkflowStatus, null, "completed"),
    ];

    [Fact]
    public void A_whole_history_has_no_fault() => Assert.Empty(History.FaultsOf(s_memo, Numbered(s_good), Results(segments: 2, "Javier Robles")));

    [Fact]
    public void A_step_that_failed_and_was_begun_again_is_no_fault() =>
        Assert.Empty(Faults([.. s_good[..4], (EventTypes.StepCompleted, "translation", "failed"), (EventTypes.StepStarted, "translation", "running"), .. s_good[4..]]));

    [Fact]
    public void A_step_that_was_done_twice_is_told() =>
        Assert.Contains("memo.vtt: its extraction was done 2 times", Faults([.. s_good[..6], s_good[5], .. s_good[6..]]));

    [Fact]
    public void A_step_that_was_begun_again_after_its_end_is_told() =>
        Assert.Contains("memo.vtt: its extraction was begun again after it was done", Faults([.. s_good[..6], s_good[4], .. s_good[6..]]));

    [Fact]
    public void A_workflow_that_ended_twice_or_badly_is_told()
    {
        Assert.Contains("memo.vtt: it ended 2 times", Faults([.. s_good, s_good[^1]]));
        Assert.Contains("memo.vtt: it ended as failed: ", Faults([.. s_good[..^1], (EventTypes.WorkflowStatus, null, "failed")]));
    }

    [Fact]
    public void A_gap_or_a_duplicate_in_the_numbers_is_told()
    {
        var events = Numbered(s_good);
        Assert.Contains("memo.vtt: its events are numbered 1 2 4 5 6 7 8", History.FaultsOf(s_memo, [.. events[..2], .. events[3..]], Results(2, "Javier Robles")));
        Assert.Contains("memo.vtt: its events are numbered 1 1 2 3 4 5 6 7 8", History.FaultsOf(s_memo, [events[0], .. events], Results(2, "Javier Robles")));
    }

    [Fact]
    public void A_transcript_or_report_that_is_not_whole_or_doubled_is_told()
    {
        Assert.Contains(Faults(1, "Javier Robles"), fault => fault.StartsWith("memo.vtt: its transcript has the segments", StringComparison.Ordinal));
        Assert.Contains(Faults(2, "Javier Robles", "Javier Robles"), fault => fault.StartsWith("memo.vtt: its report has", StringComparison.Ordinal));
        Assert.Contains(Faults(2), fault => fault.StartsWith("memo.vtt: its report has", StringComparison.Ordinal));

        static IEnumerable<string> Faults(int segments, params string[] contacts) => History.FaultsOf(s_memo, Numbered(s_good), Results(segments, contacts));
    }

    private static IEnumerable<string> Faults((string Type, string? Step, string Status)[] events) => History.FaultsOf(s_memo, Numbered(events), Results(2, "Javier Robles"));

    private static EventResource[] Numbered((string Type, string? Step, string Status)[] events) =>
        [.. events.Select((e, i) => new EventResource(i + 1, Guid.Empty, DateTimeOffset.UnixEpoch, e.Type, e.Step, Percent: null, Message: "", JsonSerializer.SerializeToElement(new { status = e.Status })))];

    private static ResultsResource Results(int segments, params string[] contacts) => new(
        null!,
        new(Guid.Empty, "es", "en", [.. Enumerable.Range(0, segments).Select(i => new SegmentResource(i, 0, 0, "hola", Confidence: 1, Translation: "hello"))]),
        new(Guid.Empty, [.. contacts.Select((name, i) => new ContactResource(i, name, null, null, null, null, null, ["one", "two"], [], new Dictionary<string, double>(), new Dictionary<string, IReadOnlyList<ProvenanceResource>>()))]));
}
