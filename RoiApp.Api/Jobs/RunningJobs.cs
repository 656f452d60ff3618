using System.Collections.Concurrent;

namespace RoiApp.Api.Jobs;

/// <summary>The attempts that this process is making, so that a cancel asked for here is felt at once.</summary>
internal sealed class RunningJobs
{
    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> _bySubject = new();

    public int Count => _bySubject.Count;

    /// <summary>Stops the attempt at this subject, if it is made here. On other replicas the next renewal finds out.</summary>
    public void Cancel(Guid subjectId)
    {
        if (_bySubject.TryGetValue(subjectId, out var lost))
        {
            try
            {
                lost.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It has just ended by itself.
            }
        }
    }

    public void Add(Guid subjectId, CancellationTokenSource lost) => _bySubject[subjectId] = lost;

    public void Remove(Guid subjectId, CancellationTokenSource lost) => _bySubject.TryRemove(new(subjectId, lost));
}
