using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace RoiApp.Api.Data.Migrations.Sqlite;

/// <summary>A rank to claim by, a state of their own for jobs whose time has not come, keys against double submits, what pruning needs.</summary>
[DbContext(typeof(SqliteRoiDb))]
[Migration("003_Queue")]
internal sealed class M003_Queue : Migration
{
    // Jobs that were available are called waiting: the first look of any dispatcher makes those available whose time has come.
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        DROP INDEX ix_jobs_claimable;
        ALTER TABLE jobs ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;
        UPDATE jobs SET rank = created_at - (priority - 2) * 1800000000, state = CASE state WHEN 'available' THEN 'waiting' ELSE state END;
        CREATE INDEX ix_jobs_claimable ON jobs (rank, id) WHERE state = 'available';
        CREATE INDEX ix_jobs_waiting ON jobs (run_at) WHERE state = 'waiting';
        CREATE INDEX ix_jobs_finished ON jobs (finished_at) WHERE finished_at IS NOT NULL;

        ALTER TABLE workflows ADD COLUMN first_seq INTEGER NOT NULL DEFAULT 1;
        CREATE INDEX ix_workflows_prunable ON workflows (completed_at) WHERE completed_at IS NOT NULL AND first_seq < last_seq;

        CREATE TABLE idempotency_keys (
            owner TEXT NOT NULL,
            key TEXT NOT NULL,
            item INTEGER NOT NULL,
            fingerprint TEXT NOT NULL,
            answer TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            CONSTRAINT pk_idempotency_keys PRIMARY KEY (owner, key, item)
        );
        CREATE INDEX ix_idempotency_keys_age ON idempotency_keys (created_at);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        DROP TABLE idempotency_keys;
        DROP INDEX ix_workflows_prunable;
        ALTER TABLE workflows DROP COLUMN first_seq;
        DROP INDEX ix_jobs_finished;
        DROP INDEX ix_jobs_waiting;
        DROP INDEX ix_jobs_claimable;
        UPDATE jobs SET state = 'available' WHERE state = 'waiting';
        ALTER TABLE jobs DROP COLUMN rank;
        CREATE INDEX ix_jobs_claimable ON jobs (priority DESC, run_at, id) WHERE state = 'available';
        """);
}
