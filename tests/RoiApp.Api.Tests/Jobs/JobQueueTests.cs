using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RoiApp.Api.Data;
using RoiApp.Api.Jobs;
using RoiApp.Api.Tests.Hosting;
using Xunit;

namespace RoiApp.Api.Tests.Jobs;

public sealed class JobQueueOnSqliteTests(SqliteApi api) : JobQueueTests(api), IClassFixture<SqliteApi>;

public sealed class JobQueueOnPostgresTests(PostgresApi api) : JobQueueTests(api), IClassFixture<PostgresApi>;

/// <summary>The queue's statements against a real database, with a clock that the test moves.</summary>
public abstract class JobQueueTests(ApiFixture api)
{
    private readonly ManualTime _time = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Claims_go_by_priority_and_then_by_age()
    {
        await using var store = await JobStore.OpenAsync(api, _time);
        var expected = new List<Guid>();
        foreach (var priority in new[] { Priority.Low, Priority.High, Priority.Medium, Priority.High })
        {
            expected.Add(await store.AddAsync(priority));
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal([expected[1], expected[3], expected[2], expected[0]], await store.ClaimAllAsync());
    }

    [Fact]
    public async Task No_job_is_claimed_twice_however_many_try()
    {
        await using var store = await JobStore.OpenAsync(api, _time);
        const int Jobs = 60;
        for (var i = 0; i < Jobs; i++)
        {
            await store.AddAsync();
        }
        var claimed = new ConcurrentBag<Guid>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (claimed.Count < Jobs)
            {
                if (await store.ClaimAsync() is { } lease)
                {
                    claimed.Add(lease.SubjectId);
                }
            }
        }, Ct)));
        Assert.Equal(Jobs, claimed.Distinct().Count());
        Assert.Equal(Jobs, claimed.Count);
    }

    [Fact]
    public async Task An_expired_lease_is_rescued_and_its_holder_can_change_nothing_more()
    {
        await using var store = await JobStore.OpenAsync(api, _time);
        await store.AddAsync();
        var slow = (await store.ClaimAsync())!;
        Assert.Equal(0, await store.RescueAsync());
        _time.Advance(store.Options.LeaseFor + TimeSpan.FromSeconds(1));
        Assert.Equal(1, await store.RescueAsync());

        var next = (await store.ClaimAsync())!;
        Assert.Equal((slow.JobId, 2), (next.JobId, next.Attempt));
        Assert.True(next.Fence > slow.Fence);
        Assert.False(await store.DoAsync((queue, db) => queue.RenewAsync(db, slow, Ct)));
        await Assert.ThrowsAsync<LeaseLostException>(() => store.DoAsync((queue, db) => queue.CompleteAsync(db, slow, Ct)));
        await Assert.ThrowsAsync<LeaseLostException>(() => store.DoAsync((queue, db) => queue.RetryAsync(db, slow, "late", Ct)));
        Assert.True(await store.DoAsync((queue, db) => queue.RenewAsync(db, next, Ct)));
    }

    [Fact]
    public async Task Renew_keeps_a_lease_from_the_rescue()
    {
        await using var store = await JobStore.OpenAsync(api, _time);
        await store.AddAsync();
        var lease = (await store.ClaimAsync())!;
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(store.Options.LeaseFor * 0.9);
            Assert.True(await store.DoAsync((queue, db) => queue.RenewAsync(db, lease, Ct)));
            Assert.Equal(0, await store.RescueAsync());
        }
    }

    [Fact]
    public async Task A_retry_spends_the_attempt_and_waits_and_giving_back_does_neither()
    {
        await using var store = await JobStore.OpenAsync(api, _time);
        await store.AddAsync();
        var first = (await store.ClaimAsync())!;
        var at = await store.DoAsync((queue, db) => queue.RetryAsync(db, first, "fell over", Ct));
        Assert.InRange(at - _time.GetUtcNow(), store.Options.BackOffFrom / 2, store.Options.BackOffFrom);
        Assert.Null(await store.ClaimAsync());

        _time.Advance(store.Options.BackOffFrom);
        var second = (await store.ClaimAsync())!;
        Assert.Equal(2, second.Attempt);
        await store.DoAsync((queue, db) => queue.GiveBackAsync(db, second, TimeSpan.Zero, "going down", Ct));
        var third = (await store.ClaimAsync())!;
        Assert.Equal(2, third.Attempt);
        Assert.True(third.Fence > second.Fence);
    }

    [Fact]
    public async Task A_cancelled_job_is_claimed_by_nobody_until_it_is_revived()
    {
        await using var store = await JobStore.OpenAsync(api, _time);
        var subject = await store.AddAsync();
        var running = (await store.ClaimAsync())!;
        await store.DoAsync((queue, db) => queue.CancelAsync(db, JobStore.Kind, subject, Ct));
        Assert.False(await store.DoAsync((queue, db) => queue.RenewAsync(db, running, Ct)));
        Assert.Null(await store.ClaimAsync());
        await store.DoAsync((queue, db) => queue.ReviveAsync(db, JobStore.Kind, subject, Priority.Medium, Ct));
        Assert.Equal((subject, 1), ((await store.ClaimAsync()) is { } again ? (again.SubjectId, again.Attempt) : default));
    }

    [Fact]
    public async Task A_job_whose_process_is_known_to_be_gone_does_not_wait_for_its_lease()
    {
        await using var store = await JobStore.OpenAsync(api, _time);
        await store.AddAsync();
        using (var other = new LeaseHolder())
        {
            Assert.NotNull(await store.ClaimAsync(other));
            Assert.Equal(0, await store.RescueAsync());
        }
        Assert.Equal(1, await store.RescueAsync());
    }
}
