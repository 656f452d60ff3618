using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using RoiApp.Testing.Servers;
using StackExchange.Redis;
using Xunit;

namespace RoiApp.StandIns.Tests.Defaults;

public sealed class RedisClientTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_registered_by_connection_name_reads_writes_and_gets_messages()
    {
        await EnsureRunningAsync();
        using var host = StartedHost();
        var client = host.Services.GetRequiredService<IConnectionMultiplexer>();
        var database = client.GetDatabase();
        await database.StringSetAsync("greeting", "hello");
        Assert.Equal("hello", await database.StringGetAsync("greeting"));

        var received = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await client.GetSubscriber().SubscribeAsync(Channel, (_, message) => received.TrySetResult(message));
        await client.GetSubscriber().PublishAsync(Channel, "news");
        Assert.Equal("news", await received.Task.WaitAsync(TimeSpan.FromSeconds(10), _ct));
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(host));
    }

    [Fact]
    public async Task A_redis_that_is_away_lets_the_host_start_and_is_used_once_it_comes()
    {
        await EnsureRunningAsync();
        await redis.KillAsync(_ct);
        using var host = StartedHost();
        var client = host.Services.GetRequiredService<IConnectionMultiplexer>();
        Assert.False(client.IsConnected);
        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(host));

        await redis.RestartAsync(_ct);

        await UntilHealthyAsync(host);
        await client.GetDatabase().StringSetAsync("back", "yes");
        Assert.Equal("yes", await client.GetDatabase().StringGetAsync("back"));
    }

    [Fact]
    public async Task A_redis_that_goes_and_comes_back_is_used_again()
    {
        await EnsureRunningAsync();
        using var host = StartedHost();
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(host));

        await redis.RestartAsync(_ct);

        await UntilHealthyAsync(host);
        var client = host.Services.GetRequiredService<IConnectionMultiplexer>();
        Assert.True(await client.GetDatabase().StringSetAsync("again", "yes"));
    }

    [Fact]
    public async Task A_redis_that_does_not_answer_is_unhealthy_within_the_time_limit()
    {
        await EnsureRunningAsync();
        using var host = StartedHost();
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(host));
        redis.Stop();
        try
        {
            Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(host));
        }
        finally
        {
            redis.Continue();
        }
    }

    [Fact]
    public void Without_a_connection_string_the_first_use_says_where_it_belongs()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddRedisClient("elsewhere");
        using var host = builder.Build();
        var error = Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<IConnectionMultiplexer>());
        Assert.Contains("ConnectionStrings:elsewhere", error.Message, StringComparison.Ordinal);
    }

    // Version 2 wants to know whether a channel is a pattern; version 1 knows only the conversion.
    private static RedisChannel Channel => new("events", RedisChannel.PatternMode.Literal);

    private async Task EnsureRunningAsync() => await redis.RestartAsync(_ct);

    private IHost StartedHost()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:cache"] = $"{redis.ConnectionString},connectTimeout=2000,syncTimeout=2000";
        builder.AddRedisClient("cache");
        var host = builder.Build();
        host.Start();
        return host;
    }

    private async Task<HealthStatus> HealthAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(_ct)).Status;

    private async Task UntilHealthyAsync(IHost host)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await HealthAsync(host) != HealthStatus.Healthy)
        {
            await poll.WaitForNextTickAsync(deadline.Token);
        }
    }
}
