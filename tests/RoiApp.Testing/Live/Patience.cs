namespace RoiApp.Testing.Live;

/// <summary>Ends a wait when a server has been silent for longer than a live one is.</summary>
internal sealed class Patience(TimeSpan? silentAtMost, CancellationToken ct) : IDisposable
{
    private readonly CancellationTokenSource _either = CancellationTokenSource.CreateLinkedTokenSource(ct);

    public async ValueTask<T> ForAsync<T, TState>(TState state, Func<TState, CancellationToken, ValueTask<T>> wait)
    {
        _either.CancelAfter(silentAtMost ?? Timeout.InfiniteTimeSpan);
        try
        {
            return await wait(state, _either.Token);
        }
        catch (OperationCanceledException) when (_either.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new ConnectionLostException($"Nothing came for {silentAtMost}.");
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new ConnectionLostException(e.Message, e);
        }
    }

    public void Dispose() => _either.Dispose();
}
