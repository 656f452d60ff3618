using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace RoiApp.Api.Data;

/// <summary>Sets what SQLite keeps per connection.</summary>
internal sealed class SqliteSession : DbConnectionInterceptor
{
    // FULL: an answered upload survives a power cut, too. 10 s: another process (a backup, a second replica) may hold the lock.
    private const string Pragmas = "PRAGMA busy_timeout = 10000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
