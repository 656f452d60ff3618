using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace RoiApp.Api.Data.Migrations.Postgres;

/// <summary>One order over all of an owner's events.</summary>
[DbContext(typeof(PostgresRoiDb))]
[Migration("005_Feed")]
internal sealed class M005_Feed : Migration
{
    // In which order the events before were committed is not known: whoever asks for all of them is told that the feed begins later.
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE feed_heads (
            owner text NOT NULL CONSTRAINT pk_feed_heads PRIMARY KEY,
            position bigint NOT NULL,
            forgotten bigint NOT NULL DEFAULT 0
        );
        INSERT INTO feed_heads (owner, position, forgotten) SELECT DISTINCT owner, 1, 1 FROM workflows;

        CREATE TABLE feed_entries (
            owner text NOT NULL,
            position bigint NOT NULL,
            workflow_id uuid NOT NULL,
            seq bigint NOT NULL,
            events integer NOT NULL,
            deleted boolean NOT NULL,
            at timestamptz NOT NULL,
            CONSTRAINT pk_feed_entries PRIMARY KEY (owner, position)
        );
        CREATE INDEX ix_feed_entries_workflow ON feed_entries (workflow_id);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE feed_entries; DROP TABLE feed_heads;");
}
