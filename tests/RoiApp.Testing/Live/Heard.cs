using RoiApp.Contracts.Rest;

namespace RoiApp.Testing.Live;

/// <summary>An event in a watcher's hands.</summary>
/// <param name="Text">Of a segment or partial text.</param>
/// <param name="Status">Of the workflow, in <c>workflow.status</c> events.</param>
/// <param name="Bytes">Length of the message that brought it.</param>
/// <param name="At">Stopwatch's time once it had been read and understood.</param>
public sealed record Heard(long Seq, string Type, string? Text, string? Status, int Bytes, long At)
{
    /// <summary>Kept in the log, unlike progress and partial text, which pass.</summary>
    public bool IsState => Type is not (EventTypes.Progress or EventTypes.Partial);

    /// <summary>The workflow has ended.</summary>
    public bool IsLast => Status is "completed" or "failed" or "cancelled";
}
