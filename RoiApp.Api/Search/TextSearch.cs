using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;
using RoiApp.Api.Search.Terms;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Search;

/// <summary>Finds words in transcripts, translations and contacts. One query a page, whatever is searched for.</summary>
internal sealed class TextSearch(RoiDb db)
{
    public const int DefaultLimit = 20;
    public const int MaxLimit = 50;
    public const int MaxQueryLength = 200;

    /// <param name="language">Primary subtag of the texts to look in; null for all.</param>
    /// <returns>The best first, and where the page ended if more follow.</returns>
    public async Task<(IReadOnlyList<SearchHitResource> Hits, SearchCursor? Next)> FindAsync(string text, string? language, SearchCursor? after, int limit, CancellationToken ct)
    {
        var query = SearchQuery.Parse(text, language);
        if (query.IsEmpty)
        {
            return ([], null);
        }
        var rows = await MatchAsync(query, language, after ?? SearchCursor.Start, limit + 1, ct);
        var hits = new List<SearchHitResource>(limit);
        foreach (var (row, name, createdAt) in rows.Take(limit))
        {
            var excerpt = Excerpt.Of(row.Text, row.Language, query);
            hits.Add(new(row.WorkflowId, name, createdAt, row.Kind, row.Index, row.Language, SaidAt(row, excerpt.FirstFound), excerpt.Text, excerpt.Highlights, row.Rank));
        }
        return (hits, rows.Count > limit ? rows[limit - 1].Row is var last ? new(last.Rank, last.WorkflowId, Words.Parse<SearchKind>(last.Kind), last.Index) : null : null);
    }

    private async Task<List<FoundRow>> MatchAsync(SearchQuery query, string? language, SearchCursor after, int limit, CancellationToken ct)
    {
        object[] Arguments(string match, string rank) =>
            [Owner.Local, match, rank, language ?? "", after.Rank, after.WorkflowId, Words.Of(after.Kind), after.Index, limit];

        if (db is PostgresRoiDb)
        {
            return await ReadAsync(SearchSql.Postgres, Arguments(query.ToTsQuery(), query.ToRankQuery()), ct);
        }
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            var rank = new CoverRank(query.ToCoverQuery());
            ((SqliteConnection)db.Database.GetDbConnection()).CreateFunction<string, string, double>("cover_rank", (terms, _) => rank.Of(terms), isDeterministic: true);
            return await ReadAsync(SearchSql.Sqlite, Arguments(query.ToFts5(), query.ToCoverQuery()), ct);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private Task<List<FoundRow>> ReadAsync(string sql, object[] arguments, CancellationToken ct) => (
        from row in db.Database.SqlQueryRaw<SearchRow>(sql, arguments)
        join workflow in db.Workflows on row.WorkflowId equals workflow.Id
        orderby row.Rank descending, row.WorkflowId descending, row.Kind, row.Index
        select new FoundRow(row, workflow.Name, workflow.CreatedAt)).AsNoTracking().ToListAsync(ct);

    /// <summary>The very word's time where the recogniser told it, else the segment's.</summary>
    private static long? SaidAt(SearchRow row, int word)
    {
        if (row.Words is null || JsonSerializer.Deserialize(row.Words, DataJson.Default.IReadOnlyListSpokenWord) is not { Count: > 0 } spoken)
        {
            return row.StartMs;
        }
        // The recogniser's words and ours part differently ("Q4", "it's"): counted through, word by word.
        var counted = 0;
        foreach (var said in spoken)
        {
            counted += Math.Max(1, Token.Read(said.Text).Count());
            if (counted > word)
            {
                return said.StartMs;
            }
        }
        return row.StartMs;
    }

    private sealed record FoundRow(SearchRow Row, string Name, DateTimeOffset CreatedAt);
}
