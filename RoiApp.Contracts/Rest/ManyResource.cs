using System.Text.Json.Serialization;

namespace RoiApp.Contracts.Rest;

/// <summary>Which workflows to act upon: the body of <c>POST /api/workflows/cancel</c>, <c>/retry</c> and <c>/delete</c>.</summary>
/// <param name="Ids">1 to 100; one named twice is acted upon once.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ManyRequest(IReadOnlyList<Guid> Ids);

/// <summary>A result per id, in the order asked for.</summary>
public sealed record ManyResource(IReadOnlyList<ManyItemResource> Items);

/// <param name="Status">The HTTP status that the id alone would have got: 200, 202, 204, or a problem's.</param>
/// <param name="Workflow">Its new state; null when it was deleted or refused.</param>
/// <param name="Problem">Null when it was done.</param>
public sealed record ManyItemResource(Guid Id, int Status, WorkflowResource? Workflow, BatchProblemResource? Problem);
