namespace RoiApp.Api.Search;

/// <summary>
/// The search, once a database: matched by its full text index, ranked alike, a page by key. Arguments: {0} owner, {1} match, {2} rank query,
/// {3} language or '', {4} to {7} rank, workflow, kind and index at which the page before ended, {8} how many.
/// </summary>
internal static class SearchSql
{
    public const string Postgres = """
        SELECT p.*, s.words AS "Words"
        FROM (
            SELECT * FROM (
                SELECT e.workflow_id AS "WorkflowId", e.kind AS "Kind", e.index AS "Index", e.language AS "Language", e.start_ms AS "StartMs", e.text AS "Text",
                       round(ts_rank_cd(e.vector, {2}::tsquery)::numeric, 4)::float8 AS "Rank"
                FROM search_entries e
                WHERE e.owner = {0} AND e.vector @@ {1}::tsquery AND ({3} = '' OR e.language = {3})
            ) h
            WHERE h."Rank" < {4} OR (h."Rank" = {4} AND (h."WorkflowId" < {5} OR (h."WorkflowId" = {5} AND (h."Kind", h."Index") > ({6}, {7}))))
            ORDER BY h."Rank" DESC, h."WorkflowId" DESC, h."Kind", h."Index"
            LIMIT {8}
        ) p
        LEFT JOIN segments s ON p."Kind" = 'segment' AND s.workflow_id = p."WorkflowId" AND s.index = p."Index"
        ORDER BY p."Rank" DESC, p."WorkflowId" DESC, p."Kind", p."Index"
        """;

    public const string Sqlite = """
        SELECT p.*, s.words AS "Words"
        FROM (
            SELECT * FROM (
                SELECT e.workflow_id AS "WorkflowId", e.kind AS "Kind", e."index" AS "Index", e.language AS "Language", e.start_ms AS "StartMs", e.text AS "Text",
                       cover_rank(e.terms, {2}) AS "Rank"
                FROM search_index i CROSS JOIN search_entries e ON e.id = i.rowid
                WHERE i.terms MATCH {1} AND e.owner = {0} AND ({3} = '' OR e.language = {3})
            ) h
            WHERE h."Rank" < {4} OR (h."Rank" = {4} AND (h."WorkflowId" < {5} OR (h."WorkflowId" = {5} AND (h."Kind", h."Index") > ({6}, {7}))))
            ORDER BY h."Rank" DESC, h."WorkflowId" DESC, h."Kind", h."Index"
            LIMIT {8}
        ) p
        LEFT JOIN segments s ON p."Kind" = 'segment' AND s.workflow_id = p."WorkflowId" AND s."index" = p."Index"
        ORDER BY p."Rank" DESC, p."WorkflowId" DESC, p."Kind", p."Index"
        """;
}

/// <summary>A row of the search.</summary>
internal sealed record SearchRow(Guid WorkflowId, string Kind, int Index, string Language, long? StartMs, string Text, double Rank, string? Words);
