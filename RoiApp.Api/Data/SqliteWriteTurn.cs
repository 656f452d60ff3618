namespace RoiApp.Api.Data;

/// <summary>Lets this process's writers wait for one another in order, without holding a thread in SQLite's busy handler.</summary>
internal sealed class SqliteWriteTurn(DataMetrics? metrics = null) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public async Task<IDisposable> TakeAsync(CancellationToken ct)
    {
        var asked = TimeProvider.System.GetTimestamp();
        await _one.WaitAsync(ct);
        metrics?.WaitedForTurn(TimeProvider.System.GetElapsedTime(asked));
        return new Turn(_one);
    }

    public void Dispose() => _one.Dispose();

    private sealed class Turn(SemaphoreSlim one) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
            {
                one.Release();
            }
        }
    }
}
