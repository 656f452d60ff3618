using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace RoiApp.Api.Data.Migrations.Postgres;

[DbContext(typeof(PostgresRoiDb))]
[Migration("002_Uploads")]
internal sealed class M002_Uploads : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE uploads (
            id uuid NOT NULL CONSTRAINT pk_uploads PRIMARY KEY,
            owner text NOT NULL,
            file_name text NOT NULL,
            name text,
            language text NOT NULL,
            target_language text,
            priority integer NOT NULL,
            length bigint,
            metadata text NOT NULL,
            created_at timestamptz NOT NULL,
            completed_at timestamptz,
            workflow_id uuid CONSTRAINT fk_uploads_workflows REFERENCES workflows (id) ON DELETE CASCADE,
            audio_sha256 text,
            was_known boolean NOT NULL
        );
        CREATE INDEX ix_uploads_open ON uploads (owner) WHERE completed_at IS NULL;
        CREATE INDEX ix_uploads_completed ON uploads (completed_at) WHERE completed_at IS NOT NULL;
        CREATE INDEX ix_uploads_workflow ON uploads (workflow_id);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        DROP TABLE uploads;
        """);
}
