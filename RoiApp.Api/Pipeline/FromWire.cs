using System.Globalization;
using RoiApp.Api.Data;

namespace RoiApp.Api.Pipeline;

/// <summary>Processing's messages as rows.</summary>
internal static class FromWire
{
    public static StepName Step(Wire.StepName step) => step switch
    {
        Wire.StepName.Transcription => StepName.Transcription,
        Wire.StepName.Translation => StepName.Translation,
        Wire.StepName.Extraction => StepName.Extraction,
        _ => throw new UnexpectedEventException($"Processing told of a step that this server does not know ({(int)step}). Update the two together."),
    };

    public static Segment Segment(Guid workflowId, Wire.Segment s) => new()
    {
        WorkflowId = workflowId,
        Index = s.Index,
        StartMs = s.StartMs,
        EndMs = s.EndMs,
        Text = Text(s.Text),
        Confidence = s.Confidence,
        Translation = TextOrNone(s.Translation),
        Language = s.Language,
        Words = [.. s.Words.Select(w => new SpokenWord(Text(w.Text), w.StartMs, w.EndMs, w.Confidence))],
    };

    public static Contact Contact(Guid workflowId, int index, Wire.Contact c) => new()
    {
        WorkflowId = workflowId,
        Index = index,
        Name = TextOrNone(c.Name),
        Company = TextOrNone(c.Company),
        Position = TextOrNone(c.Position),
        Discussion = TextOrNone(c.Discussion),
        ContactType = c.ContactType switch
        {
            Wire.ContactType.Prospective => ContactType.Prospective,
            Wire.ContactType.Existing => ContactType.Existing,
            _ => null,
        },
        Priority = c.Priority switch
        {
            Wire.Priority.High => Priority.High,
            Wire.Priority.Medium => Priority.Medium,
            Wire.Priority.Low => Priority.Low,
            _ => null,
        },
        Tags = [.. c.Tags.Select(Text)],
        Evidence = [.. c.Evidence.DistinctBy(e => e.Field).Select(Evidence)],
        ActionItems = [.. c.ActionItems.Select((item, i) => new ActionItem
        {
            WorkflowId = workflowId,
            ContactIndex = index,
            Index = i,
            Text = Text(item.Text),
            Assignee = TextOrNone(item.Assignee),
            DueOn = DateOnly.TryParseExact(item.DueOn, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var due) ? due : null,
            Evidence = item.Evidence is null ? null : Evidence(item.Evidence),
        })],
    };

    /// <summary>Without U+0000, for which PostgreSQL's text has no place, and which no engine means.</summary>
    public static string Text(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    private static string? TextOrNone(string? text) => text is null ? null : Text(text);

    private static Evidence Evidence(Wire.FieldEvidence e) => new(e.Field, e.Confidence, Text(e.Quote), e.SegmentIndex, e.StartMs, e.EndMs, e.SoundsLike.Length == 0 ? null : Text(e.SoundsLike));
}

/// <summary>Processing said something that has no place in the protocol. Trying again cannot help.</summary>
internal sealed class UnexpectedEventException(string message) : Exception(message);
