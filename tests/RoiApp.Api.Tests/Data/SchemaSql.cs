namespace RoiApp.Api.Tests.Data;

/// <summary>Reads a schema out of a database's own catalogue, a line a fact. What serves full text search alone is each database's own: its tests are those of the search.</summary>
internal static class SchemaSql
{
    public const string Sqlite = """
        WITH t AS (SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\_\_%' ESCAPE '\' AND name NOT LIKE 'search\_index%' ESCAPE '\')
        SELECT t.name || '.' || c.name || ': ' || c.type || CASE WHEN c."notnull" THEN ' not null' ELSE ' null' END FROM t, pragma_table_info(t.name) c
        UNION ALL
        SELECT t.name || ' key (' || (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_table_info(t.name) WHERE pk > 0 ORDER BY pk)) || ')' FROM t
        UNION ALL
        SELECT t.name || ' (' || group_concat(f."from", ', ') || ') references ' || f."table" || ' (' || group_concat(f."to", ', ') || ')'
          FROM t, pragma_foreign_key_list(t.name) f GROUP BY t.name, f.id
        UNION ALL
        SELECT i.name || ':' || CASE WHEN i."unique" THEN ' unique' ELSE '' END || ' ('
            || (SELECT group_concat(name || CASE WHEN "desc" THEN ' desc' ELSE '' END, ', ') FROM (SELECT * FROM pragma_index_xinfo(i.name) WHERE key = 1 ORDER BY seqno))
            || ')' || CASE WHEN i.partial THEN ' partial' ELSE '' END
          FROM t, pragma_index_list(t.name) i WHERE i.origin = 'c'
        """;

    public const string Postgres = """
        WITH t AS (SELECT oid, relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE '\_\_%')
        SELECT t.name || '.' || a.attname || ': ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE ' null' END
          FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        UNION ALL
        SELECT t.name || ' key (' || (SELECT string_agg(a.attname, ', ' ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY k(num, n)
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.num) || ')'
          FROM t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype = 'p'
        UNION ALL
        SELECT t.name || ' (' || (SELECT string_agg(a.attname, ', ' ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY k(num, n)
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num) || ') references ' || c.confrelid::regclass || ' ('
            || (SELECT string_agg(a.attname, ', ' ORDER BY k.n) FROM unnest(c.confkey) WITH ORDINALITY k(num, n)
            JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num) || ')'
          FROM t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype = 'f'
        UNION ALL
        SELECT x.relname || ':' || CASE WHEN i.indisunique THEN ' unique' ELSE '' END || ' ('
            || (SELECT string_agg(a.attname || CASE WHEN (i.indoption[k.n - 1] & 1) = 1 THEN ' desc' ELSE '' END, ', ' ORDER BY k.n)
                FROM unnest(i.indkey) WITH ORDINALITY k(num, n) JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.num)
            || ')' || CASE WHEN i.indpred IS NOT NULL THEN ' partial' ELSE '' END
          FROM t JOIN pg_index i ON i.indrelid = t.oid AND NOT i.indisprimary JOIN pg_class x ON x.oid = i.indexrelid
          JOIN pg_am m ON m.oid = x.relam AND m.amname = 'btree'
        """;
}
