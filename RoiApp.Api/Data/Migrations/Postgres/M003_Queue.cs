using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace RoiApp.Api.Data.Migrations.Postgres;

/// <summary>A rank to claim by, a state of their own for jobs whose time has not come, keys against double submits, what pruning needs.</summary>
[DbContext(typeof(PostgresRoiDb))]
[Migration("003_Queue")]
internal sealed class M003_Queue : Migration
{
    // Jobs that were available are called waiting: the first look of any dispatcher makes those available whose time has come.
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        DROP INDEX ix_jobs_claimable;
        ALTER TABLE jobs ADD COLUMN rank timestamptz;
        UPDATE jobs SET rank = created_at - (priority - 2) * interval '30 minutes', state = CASE state WHEN 'available' THEN 'waiting' ELSE state END;
        ALTER TABLE jobs ALTER COLUMN rank SET NOT NULL;
        CREATE INDEX ix_jobs_claimable ON jobs (rank, id) WHERE state = 'available';
        CREATE INDEX ix_jobs_waiting ON jobs (run_at) WHERE state = 'waiting';
        CREATE INDEX ix_jobs_finished ON jobs (finished_at) WHERE finished_at IS NOT NULL;

        ALTER TABLE workflows ADD COLUMN first_seq bigint NOT NULL DEFAULT 1;
        CREATE INDEX ix_workflows_prunable ON workflows (completed_at) WHERE completed_at IS NOT NULL AND first_seq < last_seq;

        CREATE TABLE idempotency_keys (
            owner text NOT NULL,
            key text NOT NULL,
            item integer NOT NULL,
            fingerprint text NOT NULL,
            answer text NOT NULL,
            created_at timestamptz NOT NULL,
            CONSTRAINT pk_idempotency_keys PRIMARY KEY (owner, key, item)
        );
        CREATE INDEX ix_idempotency_keys_age ON idempotency_keys (created_at);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        DROP TABLE idempotency_keys;
        DROP INDEX ix_workflows_prunable;
        ALTER TABLE workflows DROP COLUMN first_seq;
        DROP INDEX ix_jobs_finished, ix_jobs_waiting, ix_jobs_claimable;
        UPDATE jobs SET state = 'available' WHERE state = 'waiting';
        ALTER TABLE jobs DROP COLUMN rank;
        CREATE INDEX ix_jobs_claimable ON jobs (priority DESC, run_at, id) WHERE state = 'available';
        """);
}
