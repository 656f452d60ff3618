using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Progress;

/// <summary>An event on its way to a watcher.</summary>
/// <param name="Number">What the watcher resumes after: the seq on a workflow's stream, the position on an owner's.</param>
/// <param name="OfferedAt">Timestamp of when it came to this process; 0 for what was read from the log.</param>
internal readonly record struct LiveEvent(long Number, EventResource Event, long OfferedAt = 0)
{
    public bool IsPassing => Watcher.IsPassing(Event);
}
