using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace RoiApp.Api.Data.Migrations.Sqlite;

/// <summary>Recordings that have been heard, so that the same one is not heard twice.</summary>
[DbContext(typeof(SqliteRoiDb))]
[Migration("010_KnownTranscripts")]
internal sealed class M010_KnownTranscripts : Migration
{
    // What was heard before is not entered: in which language it had been asked for is no longer known.
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE known_transcripts (
            workflow_id TEXT NOT NULL CONSTRAINT pk_known_transcripts PRIMARY KEY CONSTRAINT fk_known_transcripts_workflows REFERENCES workflows (id) ON DELETE CASCADE,
            owner TEXT NOT NULL,
            audio_sha256 TEXT NOT NULL,
            language TEXT NOT NULL,
            engine_name TEXT NOT NULL,
            engine_version TEXT NOT NULL
        );
        CREATE INDEX ix_known_transcripts_audio ON known_transcripts (owner, audio_sha256, language, workflow_id);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE known_transcripts;");
}
