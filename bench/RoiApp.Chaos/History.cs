using RoiApp.Contracts.Rest;

namespace RoiApp.Chaos;

/// <summary>What a client has seen of one workflow, and what is wrong with it.</summary>
internal static class History
{
    private static readonly string[] s_steps = ["transcription", "translation", "extraction"];

    public static IEnumerable<string> FaultsOf(Memo memo, IReadOnlyList<EventResource> events, ResultsResource results) =>
        FaultsOf(events).Concat(FaultsOf(memo, results)).Select(fault => $"{memo.FileName}: {fault}");

    private static IEnumerable<string> FaultsOf(IReadOnlyList<EventResource> events)
    {
        if (events[0].Type != EventTypes.Snapshot && !events.Select(e => e.Seq).SequenceEqual(Enumerable.Range(1, events.Count).Select(i => (long)i)))
        {
            yield return $"its events are numbered {string.Join(' ', events.Select(e => e.Seq))}";
        }
        var ends = events.Count(e => ApiClient.StatusOf(e) is "completed" or "failed" or "cancelled");
        if (ends != 1)
        {
            yield return $"it ended {ends} times";
        }
        if (ApiClient.StatusOf(events[^1]) != "completed")
        {
            yield return $"it ended as {ApiClient.StatusOf(events[^1])}: {events[^1].Message}";
        }
        foreach (var step in s_steps)
        {
            var done = events.Where(e => e.Type == EventTypes.StepCompleted && e.Step == step && e.Data?.GetProperty("status").GetString() != "failed").ToList();
            if (done.Count != 1)
            {
                yield return $"its {step} was done {done.Count} times";
            }
            else if (events.Any(e => e.Type == EventTypes.StepStarted && e.Step == step && e.Seq > done[0].Seq))
            {
                yield return $"its {step} was begun again after it was done";
            }
        }
    }

    private static IEnumerable<string> FaultsOf(Memo memo, ResultsResource results)
    {
        var segments = results.Transcript.Segments;
        if (!segments.Select(segment => segment.Index).SequenceEqual(Enumerable.Range(0, segments.Count)) || segments.Count == 0 || segments.Count != (memo.Segments ?? segments.Count))
        {
            yield return $"its transcript has the segments {string.Join(' ', segments.Select(segment => segment.Index))} of {memo.Segments}";
        }
        if (memo.Contact is { } contact)
        {
            if (segments.Any(segment => string.IsNullOrWhiteSpace(segment.Translation)))
            {
                yield return "a segment is not translated";
            }
            if (results.Report.Contacts is not [{ ActionItems.Count: 2 } one] || one.Name != contact)
            {
                yield return $"its report has {string.Join(", ", results.Report.Contacts.Select(c => $"{c.Name} with {c.ActionItems.Count} action items"))} instead of {contact} with 2";
            }
        }
    }
}
