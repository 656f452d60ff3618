using Microsoft.EntityFrameworkCore;

namespace RoiApp.Api.Data;

/// <summary><see cref="RoiDb"/> on PostgreSQL: writers hold rows.</summary>
internal sealed class PostgresRoiDb(DbContextOptions<PostgresRoiDb> options) : RoiDb(options)
{
    public override string RowLock => "FOR UPDATE";

    public override string RowLockSkippingHeld => "FOR UPDATE SKIP LOCKED";

    // For IN it would rather hash the whole table.
    public override string IdIn(string select) => $"id = ANY (ARRAY({select}))";

    public override object AsParameter(DateTimeOffset at) => at;

    public override async Task<WriteTransaction> BeginWriteAsync(CancellationToken ct) =>
        new(await Database.BeginTransactionAsync(ct), turn: null);
}
