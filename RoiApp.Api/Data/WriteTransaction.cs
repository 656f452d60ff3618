using Microsoft.EntityFrameworkCore.Storage;

namespace RoiApp.Api.Data;

/// <summary>A transaction that writes; undone unless committed.</summary>
internal sealed class WriteTransaction(IDbContextTransaction transaction, IDisposable? turn) : IAsyncDisposable
{
    public Task CommitAsync(CancellationToken ct) => transaction.CommitAsync(ct);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.DisposeAsync();
        }
        finally
        {
            turn?.Dispose();
        }
    }
}
