using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RoiApp.Api.Pipeline;
using RoiApp.Testing.Servers;
using StackExchange.Redis;
using Xunit;

namespace RoiApp.Api.Tests.Pipeline;

public sealed class RedisLockTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_holds_it_and_the_next_gets_a_greater_token()
    {
        await using var services = Services(TimeSpan.FromMinutes(5));
        var @lock = services.GetRequiredService<RedisLock>();

        var mine = await TakenAsync(@lock, "one", "me");
        var refused = await @lock.TryTakeAsync("one", "other", replacing: null, Ct);
        Assert.Equal((LockState.HeldByAnother, mine), (refused.State, refused.Held));
        Assert.Equal(LockState.Taken, (await @lock.TryTakeAsync("elsewhere", "other", replacing: null, Ct)).State);
        Assert.True(await @lock.RenewAsync("one", mine, Ct));

        await @lock.ReleaseAsync("one", mine, Ct);
        Assert.True((await TakenAsync(@lock, "one", "other")).Token > mine.Token);
    }

    [Fact]
    public async Task Who_lost_it_neither_prolongs_nor_ends_the_next_ones()
    {
        await using var services = Services(TimeSpan.FromMinutes(5));
        var @lock = services.GetRequiredService<RedisLock>();
        var lost = await TakenAsync(@lock, "two", "late");
        var next = await @lock.TryTakeAsync("two", "next", replacing: lost, Ct); // It is known to be gone.
        Assert.Equal(LockState.Taken, next.State);

        Assert.False(await @lock.RenewAsync("two", lost, Ct));
        await @lock.ReleaseAsync("two", lost, Ct);
        Assert.Equal(next.Held, (await @lock.TryTakeAsync("two", "third", replacing: null, Ct)).Held);
        Assert.Equal(LockState.HeldByAnother, (await @lock.TryTakeAsync("two", "third", replacing: lost, Ct)).State);
    }

    [Fact]
    public async Task A_holder_that_dies_holds_it_for_its_lease_and_no_longer()
    {
        await using var services = Services(TimeSpan.FromMilliseconds(200));
        var @lock = services.GetRequiredService<RedisLock>();
        var dead = await TakenAsync(@lock, "three", "dead");

        LockAnswer answer;
        while ((answer = await @lock.TryTakeAsync("three", "heir", replacing: null, Ct)).State == LockState.HeldByAnother)
        {
            Assert.Equal(dead, answer.Held);
        }

        Assert.Equal(LockState.Taken, answer.State);
        Assert.True(answer.Held!.Token > dead.Token);
    }

    [Fact]
    public async Task Tokens_grow_though_redis_has_forgotten_everything_and_nobody_waits_for_one_that_is_away()
    {
        await using var own = new RedisServer();
        await own.InitializeAsync();
        LockHeld before;
        await using (var services = Services(TimeSpan.FromMinutes(5), own))
        {
            before = await TakenAsync(services.GetRequiredService<RedisLock>(), "four", "me");
        }

        await own.KillAsync(Ct);
        await using (var services = Services(TimeSpan.FromMinutes(5), own))
        {
            Assert.Equal(LockState.NotAsked, (await services.GetRequiredService<RedisLock>().TryTakeAsync("four", "me", replacing: null, Ct)).State);
        }

        await own.RestartAsync(Ct);
        await using (var services = Services(TimeSpan.FromMinutes(5), own))
        {
            Assert.True((await TakenAsync(services.GetRequiredService<RedisLock>(), "four", "me")).Token > before.Token);
        }
    }

    [Fact]
    public async Task Without_a_redis_there_is_nobody_to_ask()
    {
        await using var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddOptions<PipelineOptions>().Services.AddSingleton<RedisLock>().BuildServiceProvider();

        Assert.Equal(LockState.NotAsked, (await services.GetRequiredService<RedisLock>().TryTakeAsync("five", "me", replacing: null, Ct)).State);
    }

    /// <summary>Takes it, whenever the client has connected.</summary>
    private static async Task<LockHeld> TakenAsync(RedisLock @lock, string key, string holder)
    {
        LockAnswer answer;
        while ((answer = await @lock.TryTakeAsync(key, holder, replacing: null, Ct)).State == LockState.NotAsked)
        {
            await Task.Yield();
        }
        Assert.Equal(LockState.Taken, answer.State);
        return answer.Held!;
    }

    private ServiceProvider Services(TimeSpan lease, RedisServer? server = null)
    {
        var options = ConfigurationOptions.Parse($"{(server ?? redis).ConnectionString},connectTimeout=500,abortConnect=false");
        return new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(options))
            .AddSingleton(Options.Create(new PipelineOptions { HearingLeaseFor = lease }))
            .AddSingleton<RedisLock>()
            .BuildServiceProvider();
    }
}
