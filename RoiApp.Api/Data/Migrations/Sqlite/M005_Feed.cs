using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace RoiApp.Api.Data.Migrations.Sqlite;

/// <summary>One order over all of an owner's events.</summary>
[DbContext(typeof(SqliteRoiDb))]
[Migration("005_Feed")]
internal sealed class M005_Feed : Migration
{
    // In which order the events before were committed is not known: whoever asks for all of them is told that the feed begins later.
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE feed_heads (
            owner TEXT NOT NULL CONSTRAINT pk_feed_heads PRIMARY KEY,
            position INTEGER NOT NULL,
            forgotten INTEGER NOT NULL DEFAULT 0
        );
        INSERT INTO feed_heads (owner, position, forgotten) SELECT DISTINCT owner, 1, 1 FROM workflows;

        CREATE TABLE feed_entries (
            owner TEXT NOT NULL,
            position INTEGER NOT NULL,
            workflow_id TEXT NOT NULL,
            seq INTEGER NOT NULL,
            events INTEGER NOT NULL,
            deleted INTEGER NOT NULL,
            at INTEGER NOT NULL,
            CONSTRAINT pk_feed_entries PRIMARY KEY (owner, position)
        );
        CREATE INDEX ix_feed_entries_workflow ON feed_entries (workflow_id);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE feed_entries; DROP TABLE feed_heads;");
}
