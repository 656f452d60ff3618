namespace RoiApp.Api.Jobs;

/// <summary>Wakes the dispatcher. Best effort: a lost signal costs one poll interval.</summary>
internal sealed class JobSignal(TimeProvider time)
{
    private volatile TaskCompletionSource _woken = New();

    /// <summary>Call after the commit that made a job available, or freed a slot.</summary>
    public void Set() => _woken.TrySetResult();

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
