namespace RoiApp.Api.Data;

/// <summary>Lets this process's writers wait for one another in order, without holding a thread in SQLite's busy handler.</summary>
internal sealed class SqliteWriteTurn : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public async Task<IDisposable> TakeAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
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
