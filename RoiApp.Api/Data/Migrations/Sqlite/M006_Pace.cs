using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace RoiApp.Api.Data.Migrations.Sqlite;

/// <summary>The newest runs of a recogniser, which tell how fast it is.</summary>
[DbContext(typeof(SqliteRoiDb))]
[Migration("006_Pace")]
internal sealed class M006_Pace : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE INDEX ix_workflow_steps_pace ON workflow_steps (engine_name, engine_version, completed_at) WHERE name = 'transcription' AND status = 'completed';
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP INDEX ix_workflow_steps_pace;");
}
