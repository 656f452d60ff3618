using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace RoiApp.Api.Data.Migrations.Sqlite;

/// <summary>By which hearing a transcript became known, so that a late one cannot take the place of its successor.</summary>
[DbContext(typeof(SqliteRoiDb))]
[Migration("014_HearingFence")]
internal sealed class M014_HearingFence : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER TABLE known_transcripts ADD COLUMN fence INTEGER NOT NULL DEFAULT 0;");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER TABLE known_transcripts DROP COLUMN fence;");
}
