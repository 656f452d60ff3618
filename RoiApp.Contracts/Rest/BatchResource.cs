namespace RoiApp.Contracts.Rest;

/// <summary>The answer to <c>POST /api/workflows/batch</c>: a result per file, in the order sent.</summary>
public sealed record BatchResource(IReadOnlyList<BatchItemResource> Items);

/// <param name="Status">The HTTP status that the file alone would have got: 201, or a problem's.</param>
/// <param name="Workflow">Null when the file was refused.</param>
/// <param name="Problem">Null when it was taken.</param>
public sealed record BatchItemResource(string FileName, int Status, WorkflowResource? Workflow, BatchProblemResource? Problem);

/// <param name="Type">Stable, such as <c>/problems/unsupported-type</c>.</param>
public sealed record BatchProblemResource(string Type, string Title, string Detail);
