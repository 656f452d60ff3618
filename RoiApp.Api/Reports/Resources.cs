using RoiApp.Api.Data;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Reports;

/// <summary>Rows as REST answers them and as events carry them.</summary>
internal static class Resources
{
    /// <param name="ahead">Where in the queue, for one that is queued.</param>
    public static WorkflowResource Of(Workflow w, int? ahead = null) => new(
        w.Id,
        w.Name,
        w.FileName,
        Words.Of(w.Source),
        Words.Of(w.Status),
        w.Language,
        w.TargetLanguage,
        Words.Of(w.Priority),
        Math.Round(w.Progress, 2),
        w.LastSeq,
        w.AudioSha256,
        w.AudioBytes,
        w.DurationMs,
        Error(w.ErrorCode, w.ErrorMessage),
        w.CreatedAt,
        w.UpdatedAt,
        w.CompletedAt,
        [.. w.Steps.OrderBy(s => s.Name).Select(Of)])
    {
        QueuePosition = w.Status == WorkflowStatus.Queued ? ahead : null,
    };

    public static StepResource Of(WorkflowStep s) => new(
        Words.Of(s.Name),
        Words.Of(s.Status),
        s.StartedAt,
        s.CompletedAt,
        s.ElapsedMs,
        s.Cached,
        s.EngineName is null ? null : $"{s.EngineName} {s.EngineVersion}".TrimEnd(),
        Error(s.ErrorCode, s.ErrorMessage))
    {
        Note = s.Note,
    };

    public static SegmentResource Of(Segment s) => new(s.Index, s.StartMs, s.EndMs, s.Text, Math.Round(s.Confidence, 4), s.Translation) { UnsureWords = UnsureWords.In(s) };

    public static ContactResource Of(Contact c) => new(
        c.Index,
        c.Name,
        c.Company,
        c.Position,
        c.Discussion,
        c.ContactType is { } type ? Words.Of(type) : null,
        c.Priority is { } priority ? Words.Of(priority) : null,
        [.. c.ActionItems.OrderBy(i => i.Index).Select(i => i.Text)],
        c.Tags,
        Confidence(c),
        Provenance(c))
    {
        Actions = [.. c.ActionItems.OrderBy(i => i.Index).Select(i => new ActionItemResource(i.Text, i.Assignee, i.DueOn))],
        EditedAt = c.EditedAt,
        EditedFields = [.. c.Edits.Select(e => e.Field)],
        Version = ContactVersion.Of(c),
    };

    public static ReportResource Report(Guid workflowId, IEnumerable<Contact> contacts) => new(workflowId, [.. contacts.OrderBy(c => c.Index).Select(Of)]);

    public static TranscriptResource Transcript(Workflow w, IEnumerable<Segment> segments) => new(w.Id, w.Language, w.TargetLanguage, [.. segments.OrderBy(s => s.Index).Select(Of)])
    {
        TranslatedBy = w.Steps.SingleOrDefault(s => s is { Name: StepName.Translation, EngineName: not null }) is { } step ? Of(step).Engine : null,
    };

    private static ErrorResource? Error(string? code, string? message) => code is null ? null : new(code, message ?? "");

    private static Dictionary<string, double> Confidence(Contact c)
    {
        var byField = c.Evidence.ToDictionary(e => e.Field, e => Math.Round(e.Confidence, 4));
        var items = c.ActionItems.Select(i => i.Evidence).OfType<Evidence>().ToList();
        if (items.Count > 0)
        {
            byField.TryAdd("actionItems", Math.Round(items.Average(e => e.Confidence), 4));
        }
        foreach (var edit in c.Edits)
        {
            byField[edit.Field] = 1; // A person's word.
        }
        return byField;
    }

    private static Dictionary<string, IReadOnlyList<ProvenanceResource>> Provenance(Contact c)
    {
        var byField = c.Evidence.ToDictionary(e => e.Field, e => (IReadOnlyList<ProvenanceResource>)[Of(e)]);
        var items = c.ActionItems.OrderBy(i => i.Index).Select(i => i.Evidence).OfType<Evidence>().Select(Of).ToList();
        if (items.Count > 0)
        {
            byField["actionItems"] = items;
        }
        return byField;
    }

    private static ProvenanceResource Of(Evidence e) => new(e.Quote, e.SegmentIndex, e.StartMs, e.EndMs) { SoundsLike = e.SoundsLike };
}
