using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace RoiApp.Api.Data.Migrations.Postgres;

/// <summary>Why other engines than the first took part in a step.</summary>
[DbContext(typeof(PostgresRoiDb))]
[Migration("008_StepNotes")]
internal sealed class M008_StepNotes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER TABLE workflow_steps ADD COLUMN note text;");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER TABLE workflow_steps DROP COLUMN note;");
}
