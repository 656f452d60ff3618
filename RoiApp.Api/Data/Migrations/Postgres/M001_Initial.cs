using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace RoiApp.Api.Data.Migrations.Postgres;

[DbContext(typeof(PostgresRoiDb))]
[Migration("001_Initial")]
internal sealed class M001_Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE workflows (
            id uuid NOT NULL CONSTRAINT pk_workflows PRIMARY KEY,
            owner text NOT NULL,
            name text NOT NULL,
            file_name text NOT NULL,
            source text NOT NULL,
            status text NOT NULL,
            language text NOT NULL,
            target_language text,
            priority integer NOT NULL,
            audio_sha256 text NOT NULL,
            audio_bytes bigint NOT NULL,
            audio_format text NOT NULL,
            duration_ms bigint,
            progress double precision NOT NULL,
            last_seq bigint NOT NULL,
            error_code text,
            error_message text,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            completed_at timestamptz
        );
        CREATE INDEX ix_workflows_newest ON workflows (owner, created_at DESC, id DESC);
        CREATE INDEX ix_workflows_unfinished ON workflows (status, created_at) WHERE status IN ('uploaded', 'queued', 'running');
        CREATE INDEX ix_workflows_audio ON workflows (audio_sha256);

        CREATE TABLE workflow_steps (
            workflow_id uuid NOT NULL CONSTRAINT fk_workflow_steps_workflows REFERENCES workflows (id) ON DELETE CASCADE,
            name text NOT NULL,
            status text NOT NULL,
            started_at timestamptz,
            completed_at timestamptz,
            elapsed_ms bigint,
            cached boolean NOT NULL,
            engine_name text,
            engine_version text,
            error_code text,
            error_message text,
            CONSTRAINT pk_workflow_steps PRIMARY KEY (workflow_id, name)
        );

        CREATE TABLE segments (
            workflow_id uuid NOT NULL CONSTRAINT fk_segments_workflows REFERENCES workflows (id) ON DELETE CASCADE,
            index integer NOT NULL,
            start_ms bigint NOT NULL,
            end_ms bigint NOT NULL,
            text text NOT NULL,
            confidence double precision NOT NULL,
            translation text,
            language text NOT NULL,
            words text NOT NULL,
            CONSTRAINT pk_segments PRIMARY KEY (workflow_id, index)
        );

        CREATE TABLE contacts (
            workflow_id uuid NOT NULL CONSTRAINT fk_contacts_workflows REFERENCES workflows (id) ON DELETE CASCADE,
            index integer NOT NULL,
            name text,
            company text,
            position text,
            discussion text,
            contact_type text,
            priority integer,
            tags text NOT NULL,
            evidence text NOT NULL,
            edited_at timestamptz,
            CONSTRAINT pk_contacts PRIMARY KEY (workflow_id, index)
        );

        CREATE TABLE action_items (
            workflow_id uuid NOT NULL,
            contact_index integer NOT NULL,
            index integer NOT NULL,
            text text NOT NULL,
            assignee text,
            due_on date,
            priority integer,
            status text NOT NULL,
            evidence text,
            CONSTRAINT pk_action_items PRIMARY KEY (workflow_id, contact_index, index),
            CONSTRAINT fk_action_items_contacts FOREIGN KEY (workflow_id, contact_index) REFERENCES contacts (workflow_id, index) ON DELETE CASCADE
        );

        CREATE TABLE workflow_events (
            workflow_id uuid NOT NULL CONSTRAINT fk_workflow_events_workflows REFERENCES workflows (id) ON DELETE CASCADE,
            seq bigint NOT NULL,
            at timestamptz NOT NULL,
            type text NOT NULL,
            step text,
            percent double precision,
            message text,
            data text,
            CONSTRAINT pk_workflow_events PRIMARY KEY (workflow_id, seq)
        );

        CREATE TABLE jobs (
            id uuid NOT NULL CONSTRAINT pk_jobs PRIMARY KEY,
            kind text NOT NULL,
            subject_id uuid NOT NULL,
            priority integer NOT NULL,
            state text NOT NULL,
            attempt integer NOT NULL,
            max_attempts integer NOT NULL,
            fence bigint NOT NULL,
            run_at timestamptz NOT NULL,
            leased_by text,
            leased_until timestamptz,
            last_error text,
            created_at timestamptz NOT NULL,
            finished_at timestamptz
        );
        CREATE INDEX ix_jobs_claimable ON jobs (priority DESC, run_at, id) WHERE state = 'available';
        CREATE INDEX ix_jobs_running ON jobs (leased_by) WHERE state = 'running';
        CREATE UNIQUE INDEX ix_jobs_subject ON jobs (kind, subject_id);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        DROP TABLE jobs, workflow_events, action_items, contacts, segments, workflow_steps, workflows;
        """);
}
