using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace RoiApp.Api.Data.Migrations.Sqlite;

[DbContext(typeof(SqliteRoiDb))]
[Migration("002_Uploads")]
internal sealed class M002_Uploads : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE uploads (
            id TEXT NOT NULL CONSTRAINT pk_uploads PRIMARY KEY,
            owner TEXT NOT NULL,
            file_name TEXT NOT NULL,
            name TEXT,
            language TEXT NOT NULL,
            target_language TEXT,
            priority INTEGER NOT NULL,
            length INTEGER,
            metadata TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            completed_at INTEGER,
            workflow_id TEXT CONSTRAINT fk_uploads_workflows REFERENCES workflows (id) ON DELETE CASCADE,
            audio_sha256 TEXT,
            was_known INTEGER NOT NULL
        );
        CREATE INDEX ix_uploads_open ON uploads (owner) WHERE completed_at IS NULL;
        CREATE INDEX ix_uploads_completed ON uploads (completed_at) WHERE completed_at IS NOT NULL;
        CREATE INDEX ix_uploads_workflow ON uploads (workflow_id);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        DROP TABLE uploads;
        """);
}
