using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;
using RoiApp.Api.Tests.Hosting;
using Xunit;

namespace RoiApp.Api.Tests.Jobs;

public sealed class QueueOrderOnSqliteTests(SqliteApi api) : QueueOrderTests(api), IClassFixture<SqliteApi>;

public sealed class QueueOrderOnPostgresTests(PostgresApi api) : QueueOrderTests(api), IClassFixture<PostgresApi>;

/// <summary>Who goes first, who waits, and what is forgotten.</summary>
public abstract class QueueOrderTests(ApiFixture api)
{
    private readonly ManualTime _time = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_short_memo_passes_long_meetings_and_no_meeting_waits_for_ever()
    {
        await using var store = await JobStore.OpenAsync(api, _time);
        var meeting = await store.AddAsync(length: TimeSpan.FromHours(2));
        _time.Advance(TimeSpan.FromMinutes(9));
        var soon = await store.AddAsync(length: TimeSpan.FromSeconds(40));
        _time.Advance(TimeSpan.FromMinutes(2));
        var late = await store.AddAsync(length: TimeSpan.FromSeconds(40));
        Assert.Equal([soon, meeting, late], await store.ClaimAllAsync());
    }

    [Fact]
    public async Task A_low_priority_gets_its_turn_however_many_high_ones_keep_coming()
    {
        await using var store = await JobStore.OpenAsync(api, _time);
        var low = await store.AddAsync(Priority.Low, TimeSpan.FromHours(5));
        var passed = 0;
        while (true)
        {
            _time.Advance(TimeSpan.FromMinutes(5));
            await store.AddAsync(Priority.High);
            if ((await store.ClaimAsync())!.SubjectId == low)
            {
                break;
            }
            passed++;
        }
        // Two steps of priority and the bound of length: 70 minutes of five each, less the one that comes as it is its turn.
        Assert.Equal(13, passed);
    }

    [Fact]
    public async Task A_job_keeps_its_place_through_back_off_and_others_go_on_meanwhile()
    {
        await using var store = await JobStore.OpenAsync(api, _time);
        var first = await store.AddAsync(Priority.High);
        var second = await store.AddAsync();
        var lease = (await store.ClaimAsync())!;
        await store.DoAsync((queue, db) => queue.RetryAsync(db, lease, "fell over", Ct));
        Assert.Equal(second, (await store.ClaimAsync())!.SubjectId);
        Assert.Null(await store.ClaimAsync());
        _time.Advance(store.Options.BackOffTo);
        var third = await store.AddAsync();
        Assert.Equal([first, third], await store.ClaimAllAsync());
    }

    [Fact]
    public async Task Jobs_are_admitted_when_due_and_the_next_time_is_told()
    {
        await using var store = await JobStore.OpenAsync(api, _time);
        Assert.Null(await store.AdmitAsync());
        await store.AddAsync();
        var lease = (await store.ClaimAsync())!;
        await store.DoAsync((queue, db) => queue.GiveBackAsync(db, lease, TimeSpan.FromSeconds(30), "busy", Ct));
        var due = _time.GetUtcNow() + TimeSpan.FromSeconds(30);
        Assert.Equal(due, await store.AdmitAsync());
        _time.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromMicroseconds(1));
        Assert.Equal(due, await store.AdmitAsync());
        _time.Advance(TimeSpan.FromMicroseconds(1));
        Assert.Null(await store.AdmitAsync());
        Assert.NotNull(await store.ClaimAsync());
    }

    [Fact]
    public async Task Finished_jobs_are_forgotten_in_time_in_small_batches_and_unfinished_ones_never()
    {
        await using var store = await JobStore.OpenAsync(api, _time);
        store.Options.PruneBatch = 3;
        for (var i = 0; i < 7; i++)
        {
            await store.AddAsync();
            var lease = (await store.ClaimAsync())!;
            await store.DoAsync((queue, db) => i % 2 == 0 ? queue.CompleteAsync(db, lease, Ct) : queue.FailAsync(db, lease, "bad", Ct));
        }
        var cancelled = await store.AddAsync();
        await store.DoAsync((queue, db) => queue.CancelAsync(db, JobStore.Kind, cancelled, Ct));
        await store.AddAsync();
        await store.ClaimAsync(); // Runs.
        await store.AddAsync(); // Is available.

        _time.Advance(store.Options.KeepFinished);
        Assert.Equal(0, await store.DoAsync((queue, db) => queue.PruneAsync(db, Ct)));
        _time.Advance(TimeSpan.FromMicroseconds(1));
        var batches = new List<int>();
        do
        {
            batches.Add(await store.DoAsync((queue, db) => queue.PruneAsync(db, Ct)));
        }
        while (batches[^1] > 0);
        Assert.Equal([3, 3, 2, 0], batches);
        Assert.Equal([JobState.Available, JobState.Running], await store.DoAsync((_, db) => db.Jobs.Select(j => j.State).OrderBy(s => s).ToListAsync(Ct)));
    }

    [Fact]
    public async Task A_job_that_was_forgotten_is_revived_all_the_same()
    {
        await using var store = await JobStore.OpenAsync(api, _time);
        var subject = await store.AddAsync();
        await store.DoAsync((queue, db) => queue.CancelAsync(db, JobStore.Kind, subject, Ct));
        _time.Advance(store.Options.KeepFinished * 2);
        Assert.Equal(1, await store.DoAsync((queue, db) => queue.PruneAsync(db, Ct)));
        await store.DoAsync((queue, db) => queue.ReviveAsync(db, JobStore.Kind, subject, Priority.High, Ct));
        Assert.Equal((subject, 1), (await store.ClaimAsync()) is { } again ? (again.SubjectId, again.Attempt) : default);
    }
}
