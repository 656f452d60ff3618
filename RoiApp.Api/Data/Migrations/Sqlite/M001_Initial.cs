using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace RoiApp.Api.Data.Migrations.Sqlite;

[DbContext(typeof(SqliteRoiDb))]
[Migration("001_Initial")]
internal sealed class M001_Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE workflows (
            id TEXT NOT NULL CONSTRAINT pk_workflows PRIMARY KEY,
            owner TEXT NOT NULL,
            name TEXT NOT NULL,
            file_name TEXT NOT NULL,
            source TEXT NOT NULL,
            status TEXT NOT NULL,
            language TEXT NOT NULL,
            target_language TEXT,
            priority INTEGER NOT NULL,
            audio_sha256 TEXT NOT NULL,
            audio_bytes INTEGER NOT NULL,
            audio_format TEXT NOT NULL,
            duration_ms INTEGER,
            progress REAL NOT NULL,
            last_seq INTEGER NOT NULL,
            error_code TEXT,
            error_message TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            completed_at INTEGER
        );
        CREATE INDEX ix_workflows_newest ON workflows (owner, created_at DESC, id DESC);
        CREATE INDEX ix_workflows_unfinished ON workflows (status, created_at) WHERE status IN ('uploaded', 'queued', 'running');
        CREATE INDEX ix_workflows_audio ON workflows (audio_sha256);

        CREATE TABLE workflow_steps (
            workflow_id TEXT NOT NULL CONSTRAINT fk_workflow_steps_workflows REFERENCES workflows (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            status TEXT NOT NULL,
            started_at INTEGER,
            completed_at INTEGER,
            elapsed_ms INTEGER,
            cached INTEGER NOT NULL,
            engine_name TEXT,
            engine_version TEXT,
            error_code TEXT,
            error_message TEXT,
            CONSTRAINT pk_workflow_steps PRIMARY KEY (workflow_id, name)
        );

        CREATE TABLE segments (
            workflow_id TEXT NOT NULL CONSTRAINT fk_segments_workflows REFERENCES workflows (id) ON DELETE CASCADE,
            "index" INTEGER NOT NULL,
            start_ms INTEGER NOT NULL,
            end_ms INTEGER NOT NULL,
            text TEXT NOT NULL,
            confidence REAL NOT NULL,
            translation TEXT,
            language TEXT NOT NULL,
            words TEXT NOT NULL,
            CONSTRAINT pk_segments PRIMARY KEY (workflow_id, "index")
        );

        CREATE TABLE contacts (
            workflow_id TEXT NOT NULL CONSTRAINT fk_contacts_workflows REFERENCES workflows (id) ON DELETE CASCADE,
            "index" INTEGER NOT NULL,
            name TEXT,
            company TEXT,
            position TEXT,
            discussion TEXT,
            contact_type TEXT,
            priority INTEGER,
            tags TEXT NOT NULL,
            evidence TEXT NOT NULL,
            edited_at INTEGER,
            CONSTRAINT pk_contacts PRIMARY KEY (workflow_id, "index")
        );

        CREATE TABLE action_items (
            workflow_id TEXT NOT NULL,
            contact_index INTEGER NOT NULL,
            "index" INTEGER NOT NULL,
            text TEXT NOT NULL,
            assignee TEXT,
            due_on TEXT,
            priority INTEGER,
            status TEXT NOT NULL,
            evidence TEXT,
            CONSTRAINT pk_action_items PRIMARY KEY (workflow_id, contact_index, "index"),
            CONSTRAINT fk_action_items_contacts FOREIGN KEY (workflow_id, contact_index) REFERENCES contacts (workflow_id, "index") ON DELETE CASCADE
        );

        CREATE TABLE workflow_events (
            workflow_id TEXT NOT NULL CONSTRAINT fk_workflow_events_workflows REFERENCES workflows (id) ON DELETE CASCADE,
            seq INTEGER NOT NULL,
            at INTEGER NOT NULL,
            type TEXT NOT NULL,
            step TEXT,
            percent REAL,
            message TEXT,
            data TEXT,
            CONSTRAINT pk_workflow_events PRIMARY KEY (workflow_id, seq)
        );

        CREATE TABLE jobs (
            id TEXT NOT NULL CONSTRAINT pk_jobs PRIMARY KEY,
            kind TEXT NOT NULL,
            subject_id TEXT NOT NULL,
            priority INTEGER NOT NULL,
            state TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            max_attempts INTEGER NOT NULL,
            fence INTEGER NOT NULL,
            run_at INTEGER NOT NULL,
            leased_by TEXT,
            leased_until INTEGER,
            last_error TEXT,
            created_at INTEGER NOT NULL,
            finished_at INTEGER
        );
        CREATE INDEX ix_jobs_claimable ON jobs (priority DESC, run_at, id) WHERE state = 'available';
        CREATE INDEX ix_jobs_running ON jobs (leased_by) WHERE state = 'running';
        CREATE UNIQUE INDEX ix_jobs_subject ON jobs (kind, subject_id);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        DROP TABLE jobs;
        DROP TABLE workflow_events;
        DROP TABLE action_items;
        DROP TABLE contacts;
        DROP TABLE segments;
        DROP TABLE workflow_steps;
        DROP TABLE workflows;
        """);
}
