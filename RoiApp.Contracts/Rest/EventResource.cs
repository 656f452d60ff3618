using System.Text.Json;
using System.Text.Json.Serialization;

namespace RoiApp.Contracts.Rest;

/// <summary>A live event, the same on SSE, WebSocket and (as <c>roi.v1.WorkflowEvent</c>) gRPC.</summary>
/// <param name="Seq">Grows by one per workflow over the state events; <c>progress</c> and <c>partial</c> carry the seq of the state event before them.</param>
/// <param name="WorkflowId">Of all zeros with the <c>snapshot</c> of the owner's feed.</param>
/// <param name="Type">One of <see cref="EventTypes"/>.</param>
/// <param name="Percent">0 to 100 of the whole workflow; null while unknown.</param>
/// <param name="Data">By type: <c>workflow.status</c> a <see cref="WorkflowResource"/>, <c>step.*</c> a <see cref="StepResource"/>, <c>segment</c>,
/// <c>translation</c> and <c>partial</c> a <see cref="SegmentResource"/>, <c>report</c> a <see cref="ReportResource"/>, <c>progress</c> a <see cref="ProgressResource"/>, <c>snapshot</c> a <see cref="ResultsResource"/>, on the owner's feed a <see cref="FeedSnapshotResource"/>; <c>workflow.deleted</c> none.</param>
/// <param name="Position">On the owner's feed: the place of a state event among all of the owner's, to resume after. Absent elsewhere, and from what passes.</param>
public sealed record EventResource(
    long Seq,
    Guid WorkflowId,
    DateTimeOffset At,
    string Type,
    string? Step,
    double? Percent,
    string? Message,
    JsonElement? Data,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Position = null);

/// <summary>In place of events of the owner's feed that are gone: the owner's newest workflows as they are.</summary>
/// <param name="Workflows">Newest first, at most 100.</param>
/// <param name="More">Whether there are older ones, to be listed by <c>GET /api/workflows</c>.</param>
public sealed record FeedSnapshotResource(IReadOnlyList<WorkflowResource> Workflows, bool More);

/// <summary>The types of a live event.</summary>
public static class EventTypes
{
    public const string WorkflowStatus = "workflow.status";

    /// <summary>On the owner's feed alone: a stream of one workflow ends instead.</summary>
    public const string WorkflowDeleted = "workflow.deleted";

    public const string StepStarted = "step.started";
    public const string StepCompleted = "step.completed";
    public const string Progress = "progress";
    public const string Partial = "partial";
    public const string Segment = "segment";
    public const string Translation = "translation";
    public const string Report = "report";
    public const string Snapshot = "snapshot";
}
