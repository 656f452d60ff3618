using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace RoiApp.Api.Data.Migrations.Sqlite;

/// <summary>Drops an index that every memo wrote four times and no query went by.</summary>
[DbContext(typeof(SqliteRoiDb))]
[Migration("015_UnfinishedIndex")]
internal sealed class M015_UnfinishedIndex : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP INDEX ix_workflows_unfinished;");

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("CREATE INDEX ix_workflows_unfinished ON workflows (status, created_at) WHERE status IN ('uploaded', 'queued', 'running');");
}
