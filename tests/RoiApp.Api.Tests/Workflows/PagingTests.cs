using System.Net.Http.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Data;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Workflows;

public sealed class PagingOnSqliteTests(SqliteApi api) : PagingTests(api, cases: 25), IClassFixture<SqliteApi>;

public sealed class PagingOnPostgresTests(PostgresApi api) : PagingTests(api, cases: 10), IClassFixture<PostgresApi>;

/// <summary>Somebody reads page by page while others add and delete: what was there all the time is seen once, in order.</summary>
public abstract class PagingTests(ApiFixture api, int cases)
{
    private static readonly DateTimeOffset s_from = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reader_misses_nothing_and_sees_nothing_twice_whatever_is_added_and_deleted_between_pages()
    {
        var change = Gen.Zip(Gen.Elements(true, false), Gen.Choose(0, 30)).Select(c => new Change(c.Item1, c.Item2));
        var drawn = Gen.Zip(Gen.Zip(Gen.Choose(0, 25), Gen.Choose(1, 5)), change.ListOf()).Select(c => new Case(c.Item1.Item1, c.Item1.Item2, [.. c.Item2]));
        var property = Prop.ForAll(Arb.From(drawn), c => RunAsync(c).GetAwaiter().GetResult());
        await Task.Run(() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases).WithEndSize(30).WithQuietOnSuccess(true), property), Ct);
    }

    private async Task RunAsync(Case given)
    {
        await using var scope = api.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        await db.Workflows.ExecuteDeleteAsync(Ct);
        await api.Http.ClearCacheAsync();
        // Several share a time: the id decides, on both databases alike.
        var steady = (await AddAsync(db, [.. Enumerable.Range(0, given.Rows).Select(i => i / 3)])).ToHashSet();
        var seen = new List<WorkflowResource>();
        string? cursor = null;
        using var changes = given.Changes.AsEnumerable().GetEnumerator();
        do
        {
            var page = (await api.Http.GetFromJsonAsync<PageResource<WorkflowResource>>($"/api/workflows?limit={given.Limit}&cursor={cursor}", Ct))!;
            seen.AddRange(page.Items);
            cursor = page.NextCursor;
            if (changes.MoveNext())
            {
                if (changes.Current.Adds)
                {
                    await AddAsync(db, [changes.Current.At]);
                }
                else if (steady.Count > 0)
                {
                    var gone = steady.Order().ElementAt(changes.Current.At % steady.Count);
                    await db.Workflows.Where(w => w.Id == gone).ExecuteDeleteAsync(Ct);
                    steady.Remove(gone);
                }
                await api.Http.ClearCacheAsync();
            }
        }
        while (cursor is not null);
        Assert.Equal(seen.Count, seen.DistinctBy(w => w.Id).Count());
        Assert.Equal(seen.OrderByDescending(w => w.CreatedAt).ThenByDescending(w => w.Id.ToString(), StringComparer.Ordinal).Select(w => w.Id), seen.Select(w => w.Id));
        Assert.Subset(seen.Select(w => w.Id).ToHashSet(), steady);
    }

    private static async Task<List<Guid>> AddAsync(RoiDb db, int[] minutes)
    {
        var added = minutes.Select(minute => new Workflow
        {
            Id = Guid.NewGuid(),
            Owner = Owner.Local,
            Name = "memo",
            FileName = "memo.txt",
            Source = SourceKind.Transcript,
            Language = "en",
            Priority = Priority.Medium,
            AudioSha256 = "",
            AudioBytes = 1,
            AudioFormat = "txt",
            CreatedAt = s_from.AddMinutes(minute),
        }).ToList();
        db.Workflows.AddRange(added);
        await db.SaveChangesAsync(Ct);
        db.ChangeTracker.Clear();
        return added.ConvertAll(w => w.Id);
    }

    /// <param name="Changes">One after each page.</param>
    private sealed record Case(int Rows, int Limit, IReadOnlyList<Change> Changes);

    /// <param name="At">The minute to add at, or which of those there from the beginning to delete.</param>
    private sealed record Change(bool Adds, int At);
}
