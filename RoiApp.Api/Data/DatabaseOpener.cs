using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace RoiApp.Api.Data;

/// <summary>Brings the schema up to date before anything else starts, one process at a time.</summary>
internal sealed partial class DatabaseOpener(IServiceScopeFactory scopes, IOptions<StorageOptions> storage, ILogger<DatabaseOpener> logger)
{
    /// <summary>Any constant of our own will do: it names the lock to PostgreSQL.</summary>
    private const long AdvisoryLock = 0x526F6941_7070;

    private static readonly TimeSpan s_waitAtMost = TimeSpan.FromMinutes(2);

    public async Task OpenAsync(CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(s_waitAtMost);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        var before = DateTime.UtcNow;
        var usually = db.Database.GetCommandTimeout();
        db.Database.SetCommandTimeout(s_waitAtMost); // Waiting for the lock, or rewriting a large table, is no slow query.
        if (db is PostgresRoiDb)
        {
            await OpenPostgresAsync(db, timeout.Token);
        }
        else
        {
            await OpenSqliteAsync(db, timeout.Token);
        }
        db.Database.SetCommandTimeout(usually);
        Log.Opened(logger, db.Database.ProviderName, (DateTime.UtcNow - before).TotalMilliseconds);
    }

    private static async Task OpenPostgresAsync(RoiDb db, CancellationToken ct)
    {
        // One session throughout: the lock is the session's, and goes with it should this process die.
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await db.Database.ExecuteSqlRawAsync("SELECT pg_advisory_lock({0})", [AdvisoryLock], ct);
            await db.Database.MigrateAsync(ct);
            await db.Database.ExecuteSqlRawAsync("SELECT pg_advisory_unlock({0})", [AdvisoryLock], ct);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private async Task OpenSqliteAsync(RoiDb db, CancellationToken ct)
    {
        Directory.CreateDirectory(storage.Value.Directory);
        await using var mine = await FileLock.TakeAsync(storage.Value.DatabasePath + ".lock", ct);
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", ct);
            // EF's own lock is a row, which outlives a killed process. Holding the file lock, we know that nobody is behind it.
            await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", ct);
            await db.Database.MigrateAsync(ct);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Information, "Database open ({Provider}), schema up to date after {ElapsedMs:F0} ms.")]
        public static partial void Opened(ILogger logger, string? provider, double elapsedMs);
    }
}
