using RoiApp.Api.Data;

namespace RoiApp.Api.Jobs;

/// <summary>Wakes the dispatchers, here and, on PostgreSQL, of the other replicas. Best effort: a lost signal costs one poll interval.</summary>
internal sealed class JobSignal(TimeProvider time, PostgresNotices? notices = null)
{
    public const string Channel = "roi_jobs";

    private volatile TaskCompletionSource _woken = New();

    /// <summary>There is work: call after the commit that made a job available.</summary>
    public void Set()
    {
        Wake();
        notices?.Post(Channel);
    }

    /// <summary>There may be work for this process: another replica says so, or a slot has become free.</summary>
    public void Wake() => _woken.TrySetResult();

    /// <summary>Returns once signalled since the last wait, or after <paramref name="atMost"/>.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        try
        {
            await _woken.Task.WaitAsync(atMost, time, ct);
        }
        catch (TimeoutException)
        {
            return;
        }
        _woken = New();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
