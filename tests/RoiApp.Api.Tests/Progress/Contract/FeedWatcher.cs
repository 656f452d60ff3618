using RoiApp.Api.Tests.Hosting;
using Xunit;

namespace RoiApp.Api.Tests.Progress.Contract;

/// <summary>Watches all of the owner's events while the schedules are played, breaking off and coming back elsewhere all the time.</summary>
internal sealed class FeedWatcher(WatchedBy channel, IReadOnlyList<RunningApi> replicas, long from, int seed)
{
    private readonly Random _random = new(seed);
    private readonly TaskCompletionSource<long> _until = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<Told> Seen { get; } = [];

    public int Reconnects { get; private set; }

    /// <summary>No more events are to come after this position.</summary>
    public void EndAt(long position) => _until.TrySetResult(position);

    public async Task WatchAsync(CancellationToken ct)
    {
        var last = from;
        while (!(_until.Task.IsCompletedSuccessfully && last >= await _until.Task))
        {
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(ct);
            // Nothing may come any more: whoever reads then is called away.
            _ = _until.Task.ContinueWith(u => u.Result <= Volatile.Read(ref last) ? leaving.CancelAsync() : Task.CompletedTask, ct, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            var leavesAfter = _random.Next(1, 60);
            try
            {
                await foreach (var e in channel.OpenFeedAsync(replicas[_random.Next(replicas.Count)], last, leaving.Token))
                {
                    if (e.IsPassing)
                    {
                        continue;
                    }
                    Assert.Equal(last + 1, e.Number);
                    Seen.Add(e);
                    Volatile.Write(ref last, e.Number);
                    if (--leavesAfter == 0 || (_until.Task.IsCompletedSuccessfully && last >= _until.Task.Result))
                    {
                        break;
                    }
                }
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                continue; // Called away.
            }
            Reconnects++;
        }
    }
}
