namespace RoiApp.Api.Progress;

/// <summary>A watcher took nothing for too long: its connection is to be broken off.</summary>
internal sealed class StuckWatcherException() : Exception("The watcher takes nothing.")
{
    /// <summary>Waits for a write to be taken.</summary>
    /// <exception cref="StuckWatcherException">It was not, in time. The write goes on: break the connection off.</exception>
    public static async Task GuardAsync(Task write, TimeSpan within, TimeProvider time)
    {
        try
        {
            await write.WaitAsync(within, time);
        }
        catch (TimeoutException) when (!write.IsCompleted)
        {
            _ = write.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw new StuckWatcherException();
        }
    }
}
