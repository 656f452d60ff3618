using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace RoiApp.Api.Data.Migrations.Sqlite;

/// <summary>Full text search, edits of contacts, and the indexes of the list's filters and orders.</summary>
[DbContext(typeof(SqliteRoiDb))]
[Migration("004_Search")]
internal sealed class M004_Search : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        ALTER TABLE contacts ADD COLUMN edits TEXT NOT NULL DEFAULT '[]';
        CREATE INDEX ix_workflows_status ON workflows (owner, status, created_at DESC, id DESC);
        CREATE INDEX ix_workflows_name ON workflows (owner, name, id);

        CREATE TABLE search_entries (
            id INTEGER NOT NULL CONSTRAINT pk_search_entries PRIMARY KEY,
            workflow_id TEXT NOT NULL CONSTRAINT fk_search_entries_workflows REFERENCES workflows (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            "index" INTEGER NOT NULL,
            owner TEXT NOT NULL,
            language TEXT NOT NULL,
            start_ms INTEGER,
            text TEXT NOT NULL,
            terms TEXT NOT NULL
        );
        CREATE UNIQUE INDEX ix_search_entries_place ON search_entries (workflow_id, kind, "index");

        -- The index alone; the words themselves stay in the table. Folding and stemming were done before, the same for both databases.
        CREATE VIRTUAL TABLE search_index USING fts5 (terms, content = 'search_entries', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 0');
        CREATE TRIGGER search_entries_added AFTER INSERT ON search_entries BEGIN
            INSERT INTO search_index (rowid, terms) VALUES (new.id, new.terms);
        END;
        CREATE TRIGGER search_entries_changed AFTER UPDATE OF terms ON search_entries BEGIN
            INSERT INTO search_index (search_index, rowid, terms) VALUES ('delete', old.id, old.terms);
            INSERT INTO search_index (rowid, terms) VALUES (new.id, new.terms);
        END;
        CREATE TRIGGER search_entries_gone AFTER DELETE ON search_entries BEGIN
            INSERT INTO search_index (search_index, rowid, terms) VALUES ('delete', old.id, old.terms);
        END;

        CREATE TRIGGER segments_forgotten AFTER DELETE ON segments BEGIN
            DELETE FROM search_entries WHERE workflow_id = old.workflow_id AND "index" = old."index" AND kind IN ('segment', 'translation');
        END;
        CREATE TRIGGER contacts_forgotten AFTER DELETE ON contacts BEGIN
            DELETE FROM search_entries WHERE workflow_id = old.workflow_id AND "index" = old."index" AND kind = 'contact';
        END;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        DROP TRIGGER contacts_forgotten;
        DROP TRIGGER segments_forgotten;
        DROP TABLE search_index;
        DROP TABLE search_entries;
        DROP INDEX ix_workflows_name;
        DROP INDEX ix_workflows_status;
        ALTER TABLE contacts DROP COLUMN edits;
        """);
}
