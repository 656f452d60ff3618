using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RoiApp.Contracts.V1;

namespace RoiApp.Cli.Report;

/// <summary>What <c>roi report --json</c> prints for one file.</summary>
/// <param name="Status"><c>completed</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="ElapsedMs">From the first byte sent to the report, as this program saw it.</param>
internal sealed record MemoResult(
    string File,
    string? WorkflowId,
    string Status,
    string? Language,
    long ElapsedMs,
    IReadOnlyList<MemoStep> Steps,
    IReadOnlyList<MemoSegment> Transcript,
    IReadOnlyList<MemoContact> Contacts,
    MemoError? Error)
{
    public static MemoResult Of(string file, Workflow workflow, long elapsedMs) => new(
        file,
        workflow.Id,
        workflow.Status.Word(),
        workflow.Language,
        elapsedMs,
        [.. workflow.Steps.Select(MemoStep.Of)],
        [.. workflow.Transcript.Select(MemoSegment.Of)],
        [.. (workflow.Report?.Contacts ?? []).Select(MemoContact.Of)],
        MemoError.Of(workflow.Error));

    public static MemoResult Failed(string file, string? workflowId, string language, string code, string message, long elapsedMs) =>
        new(file, workflowId, "failed", language, elapsedMs, [], [], [], new MemoError(code, message));

    public string ToJson() => JsonSerializer.Serialize(this, MemoJson.Readable.MemoResult);
}

internal sealed record MemoStep(string Name, string Status, long ElapsedMs, bool Cached, string? Engine, MemoError? Error)
{
    public static MemoStep Of(WorkflowStep step) => new(
        step.Name.ToString().ToLowerInvariant(),
        step.Status.ToString().ToLowerInvariant(),
        step.ElapsedMs,
        step.Cached,
        step.Engine is { } engine ? $"{engine.Name} {engine.Version}".TrimEnd() : null,
        MemoError.Of(step.Error));
}

internal sealed record MemoSegment(long StartMs, long EndMs, string Text, double Confidence, string? Translation)
{
    public static MemoSegment Of(Segment segment) => new(
        segment.StartMs, segment.EndMs, segment.Text, Math.Round(segment.Confidence, 3), segment.Translation);
}

internal sealed record MemoContact(
    string? Name, string? Company, string? Position, string? Discussion, string? ContactType, string? Priority, IReadOnlyList<string> ActionItems)
{
    public static MemoContact Of(Contact contact) => new(
        contact.Name,
        contact.Company,
        contact.Position,
        contact.Discussion,
        contact.ContactType == Contracts.V1.ContactType.Unspecified ? null : contact.ContactType.ToString().ToLowerInvariant(),
        contact.Priority == Contracts.V1.Priority.Unspecified ? null : contact.Priority.ToString().ToLowerInvariant(),
        [.. contact.ActionItems.Select(item => item.Text)]);
}

internal sealed record MemoError(string Code, string Message)
{
    public static MemoError? Of(WorkflowError? error) => error is null ? null : new(error.Code, error.Message);
}

internal static class WorkflowStatuses
{
    public static string Word(this WorkflowStatus status) => status.ToString().ToLowerInvariant();

    public static bool IsFinal(this WorkflowStatus status) => status is WorkflowStatus.Completed or WorkflowStatus.Failed or WorkflowStatus.Cancelled;
}

[JsonSerializable(typeof(MemoResult))]
internal sealed partial class MemoJson : JsonSerializerContext
{
    /// <summary>Accented letters stay letters: the output goes to a terminal or a program, never into HTML.</summary>
    public static MemoJson Readable { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
