using Microsoft.EntityFrameworkCore;

namespace RoiApp.Api.Data;

/// <summary><see cref="RoiDb"/> on SQLite: a writer holds the whole database.</summary>
internal sealed class SqliteRoiDb(DbContextOptions<SqliteRoiDb> options, SqliteWriteTurn turns) : RoiDb(options)
{
    public override string RowLock => "";

    public override string RowLockSkippingHeld => "";

    public override string IdIn(string select) => $"id IN ({select})";

    public override object AsParameter(DateTimeOffset at) => UnixMicroseconds.Of(at);

    public override async Task<WriteTransaction> BeginWriteAsync(CancellationToken ct)
    {
        var turn = await turns.TakeAsync(ct);
        try
        {
            // Microsoft.Data.Sqlite begins it as IMMEDIATE: the write lock is taken now, not at the first write.
            return new(await Database.BeginTransactionAsync(ct), turn);
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        // SQLite has no type for times; microseconds sort, and PostgreSQL keeps no more either.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMicroseconds>();
    }
}
