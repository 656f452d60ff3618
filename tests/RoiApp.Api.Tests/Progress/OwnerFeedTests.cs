using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Data;
using RoiApp.Api.Progress;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Progress;

public sealed class OwnerFeedOnSqliteTests(SqliteApi api) : OwnerFeedTests(api), IClassFixture<SqliteApi>;

public sealed class OwnerFeedOnPostgresTests(PostgresApi api) : OwnerFeedTests(api), IClassFixture<PostgresApi>;

/// <summary>All of an owner's events in one order, to be resumed anywhere.</summary>
public abstract class OwnerFeedTests(ApiFixture api)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Positions_count_up_without_a_gap_however_many_workflows_run_and_every_resumption_goes_on_from_its_own()
    {
        using var live = await api.Http.FeedAsync();
        var start = live.LastId;
        var submitted = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => api.Http.SubmitAsync(Content.Text("hola", "adiós"), Content.NewName())));
        var open = submitted.Select(w => w.Id).ToHashSet();
        var seen = await live.UntilAsync(e => e.Status() == "completed" && open.Remove(e.WorkflowId) && open.Count == 0);

        Assert.Equal(Enumerable.Range(1, seen.Count).Select(i => start + i), seen.Select(e => e.Position!.Value));
        foreach (var workflow in submitted)
        {
            var own = seen.Where(e => e.WorkflowId == workflow.Id).ToList();
            Assert.Equal(Enumerable.Range(1, own.Count).Select(i => (long)i), own.Select(e => e.Seq));
            var alone = (await api.Http.WatchAsync(workflow.Id)).Kept();
            Assert.Equal(alone.Select(e => (e.Seq, e.Type, e.At)), own.Select(e => (e.Seq, e.Type, e.At)));
        }
        // Resumed after each and every position, in the middle of a transaction, too.
        foreach (var after in seen.Select(e => e.Position!.Value).Where(p => p < seen[^1].Position && (p % 7 == 0 || p < start + 12)))
        {
            using var resumed = await api.Http.FeedAsync(after);
            Assert.Equal(after, resumed.LastId);
            var rest = await resumed.UntilAsync(e => e.Position == seen[^1].Position);
            Assert.Equal(seen.SkipWhile(e => e.Position <= after).Select(e => (e.Position, e.WorkflowId, e.Seq, e.Type)), rest.Select(e => (e.Position, e.WorkflowId, e.Seq, e.Type)));
        }
    }

    [Fact]
    public async Task A_deletion_is_told_to_those_who_watch_and_to_those_who_come_back()
    {
        var start = await api.Services.GetRequiredService<OwnerLog>().PositionAsync(Owner.Local, Ct);
        var (kept, gone) = (await DoneAsync(), await DoneAsync());
        using var live = await api.Http.FeedAsync();
        var before = live.LastId;
        using var deleted = await api.Http.DeleteAsync($"/api/workflows/{gone}", Ct);
        deleted.EnsureSuccessStatusCode();
        var last = await live.UntilAsync(e => e.Type == EventTypes.WorkflowDeleted);
        Assert.Equal((gone, before + 1), (last[^1].WorkflowId, last[^1].Position));

        using var later = await api.Http.FeedAsync(start);
        var all = await later.UntilAsync(e => e.Position == last[^1].Position);
        Assert.Contains(all, e => e.WorkflowId == kept);
        Assert.Equal(EventTypes.WorkflowDeleted, Assert.Single(all, e => e.WorkflowId == gone).Type);
    }

    [Fact]
    public async Task Who_comes_back_to_what_is_forgotten_or_was_never_here_gets_one_snapshot_and_then_what_follows()
    {
        var old = await DoneAsync();
        await using (var scope = api.Services.CreateAsyncScope())
        {
            var longAgo = TimeProvider.System.Now() - TimeSpan.FromDays(31);
            var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
            await db.FeedEntries.ExecuteUpdateAsync(set => set.SetProperty(e => e.At, longAgo), Ct);
            await db.Workflows.ExecuteUpdateAsync(set => set.SetProperty(w => w.UpdatedAt, longAgo), Ct);
            await db.Workflows.Where(w => w.CompletedAt != null).ExecuteUpdateAsync(set => set.SetProperty(w => w.CompletedAt, longAgo), Ct);
        }
        await api.Services.GetRequiredService<EventPrune>().RunOnceAsync(Ct);
        var head = await api.Services.GetRequiredService<OwnerLog>().PositionAsync(Owner.Local, Ct);
        var young = await DoneAsync();

        foreach (var after in new[] { 0, head - 1, 1_000_000_000 })
        {
            using var feed = await api.Http.FeedAsync(after);
            var snapshot = (await feed.NextAsync())!;
            Assert.Equal((EventTypes.Snapshot, Guid.Empty), (snapshot.Type, snapshot.WorkflowId));
            var listed = snapshot.Data!.Value.GetProperty("workflows").EnumerateArray().Select(w => w.GetProperty("id").GetGuid()).ToList();
            Assert.Equal([young, old], listed.Where(id => id == young || id == old));
            Assert.True(snapshot.Position > head);
            var next = await DoneAsync();
            var following = await feed.UntilAsync(e => e.Status() == "completed" && e.WorkflowId == next);
            Assert.Equal(Enumerable.Range(1, following.Count).Select(i => snapshot.Position + i), following.Select(e => e.Position));
            Assert.All(following, e => Assert.Equal(next, e.WorkflowId));
        }
        using var whole = await api.Http.FeedAsync(head); // All that follows is there.
        Assert.Equal((young, head + 1), ((await whole.NextAsync()) is { } first ? (first.WorkflowId, first.Position) : default));
    }

    [Fact]
    public async Task Progress_passes_without_a_position()
    {
        var name = Content.NewName();
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Processing.On(name, async call =>
        {
            await call.ReadAsync();
            while (!said.Task.IsCompleted)
            {
                await call.SayAsync(Script.Progress(Wire.StepName.Transcription, 12.5));
                call.Cancelled.ThrowIfCancellationRequested();
            }
            await Script.TranscribeAsync(call, "hola");
            await Script.TranslateAsync(call, 1);
            await Script.ExtractAsync(call);
        });
        using var feed = await api.Http.FeedAsync();
        var workflow = await api.Http.SubmitAsync(Content.Text("x"), name);
        var (last, progress) = (feed.LastId, default(EventResource));
        while (progress is null)
        {
            var e = (await feed.NextAsync())!;
            progress = e is { Type: EventTypes.Progress, Percent: not null } ? e : null; // A place in the queue has none.
            last = e.Position ?? last;
        }
        said.SetResult();
        Assert.Equal((workflow.Id, 12.5, null), (progress.WorkflowId, progress.Percent, progress.Position));
        Assert.Equal(last, feed.LastId);
        await feed.UntilAsync(e => e.Status() == "completed");
    }

    [Fact]
    public async Task Writers_of_one_owner_get_positions_in_the_order_of_their_commits()
    {
        const int Writers = 4, Changes = 25;
        var ids = await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => DoneAsync()));
        using var live = await api.Http.FeedAsync();
        var start = live.LastId;
        var changes = api.Services.GetRequiredService<WorkflowChanges>();
        var writing = Task.WhenAll(ids.Select(async id =>
        {
            for (var i = 0; i < Changes; i++)
            {
                await using var scope = api.Services.CreateAsyncScope();
                await using var change = await changes.BeginAsync(scope.ServiceProvider.GetRequiredService<RoiDb>(), id, Ct);
                for (var said = 0; said <= i % 3; said++)
                {
                    change!.SayStatus($"{i}.{said}");
                }
                await change!.CommitAsync(Ct);
            }
        }));
        // A reader who asks again and again while they write: what has been seen once is whole up to there.
        var log = api.Services.GetRequiredService<OwnerLog>();
        var read = start;
        var total = ids.Length * Enumerable.Range(0, Changes).Sum(i => (i % 3) + 1);
        while (read < start + total && !writing.IsFaulted)
        {
            var page = await log.ReadAsync(Owner.Local, read, Ct);
            Assert.False(page.Broken);
            Assert.Equal(Enumerable.Range(1, page.Events.Count).Select(i => read + i), page.Events.Select(e => e.Number));
            read = page.Reaches;
        }
        await writing;
        var seen = await live.UntilAsync(e => e.Position == start + total);
        Assert.Equal(Enumerable.Range(1, total).Select(i => start + i), seen.Select(e => e.Position!.Value));
    }

    private async Task<Guid> DoneAsync()
    {
        var workflow = await api.Http.SubmitAsync(Content.Text("hola"), Content.NewName());
        await api.Http.WatchAsync(workflow.Id);
        return workflow.Id;
    }
}
