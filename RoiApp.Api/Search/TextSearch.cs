using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;
using RoiApp.Api.Search.Terms;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Search;

/// <summary>Finds words in transcripts, translations and contacts. Two queries a page, whatever is searched for.</summary>
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
        var ids = rows.Select(r => r.WorkflowId).Distinct().ToList();
        var named = await db.Workflows.AsNoTracking().Where(w => ids.Contains(w.Id)).Select(w => new { w.Id, w.Name, w.CreatedAt }).ToDictionaryAsync(w => w.Id, ct);
        var hits = new List<SearchHitResource>(limit);
        foreach (var row in rows.Take(limit).Where(r => named.ContainsKey(r.WorkflowId))) // Deleted between the two: no hit any more.
        {
            var excerpt = Excerpt.Of(row.Text, row.Language, query);
            hits.Add(new(row.WorkflowId, named[row.WorkflowId].Name, named[row.WorkflowId].CreatedAt, row.Kind, row.Index, row.Language,
                SaidAt(row, excerpt.FirstFound), excerpt.Text, excerpt.Highlights, row.Rank));
        }
        return (hits, rows.Count > limit ? rows[limit - 1] is var last ? new(last.Rank, last.WorkflowId, Words.Parse<SearchKind>(last.Kind), last.Index) : null : null);
    }

    private async Task<List<SearchRow>> MatchAsync(SearchQuery query, string? language, SearchCursor after, int limit, CancellationToken ct)
    {
        object[] Arguments(string match, string rank) =>
            [Owner.Local, match, rank, language ?? "", after.Rank, after.WorkflowId, Words.Of(after.Kind), after.Index, limit];

        if (db is PostgresRoiDb)
        {
            return await db.Database.SqlQueryRaw<SearchRow>(SearchSql.Postgres, Arguments(query.ToTsQuery(), query.ToRankQuery())).ToListAsync(ct);
        }
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            ((SqliteConnection)db.Database.GetDbConnection()).CreateFunction<string, string, double>("cover_rank", CoverRank.Of, isDeterministic: true);
            return await db.Database.SqlQueryRaw<SearchRow>(SearchSql.Sqlite, Arguments(query.ToFts5(), query.ToCoverQuery())).ToListAsync(ct);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

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
}
