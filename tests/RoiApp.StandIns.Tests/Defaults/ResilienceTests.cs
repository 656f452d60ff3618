using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;
using Xunit;

namespace RoiApp.StandIns.Tests.Defaults;

public sealed class ResilienceTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly ConcurrentQueue<long> _requests = new();

    [Fact]
    public async Task A_request_is_repeated_until_the_server_has_recovered()
    {
        await using var server = await ServerAsync(StatusCodes.Status500InternalServerError, StatusCodes.Status503ServiceUnavailable, StatusCodes.Status200OK);
        await using var services = Services();
        using var response = await Client(services).GetAsync(server.Address, _ct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(3, _requests.Count);
    }

    [Fact]
    public async Task Every_repetition_is_counted()
    {
        await using var server = await ServerAsync(StatusCodes.Status500InternalServerError, StatusCodes.Status200OK);
        await using var services = Services();
        var events = new ConcurrentQueue<object?>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "resilience.polly.strategy.events")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((_, _, tags, _) =>
            events.Enqueue(tags.ToArray().ToDictionary()["event.name"]));
        listener.Start();
        (await Client(services).GetAsync(server.Address, _ct)).Dispose();
        Assert.Contains("OnRetry", events);
    }

    [Fact]
    public async Task After_the_last_attempt_the_servers_own_answer_is_passed_on()
    {
        await using var server = await ServerAsync(StatusCodes.Status503ServiceUnavailable);
        await using var services = Services(options => options.Retry.MaxRetryAttempts = 2);
        using var response = await Client(services).GetAsync(server.Address, _ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(3, _requests.Count);
    }

    [Fact]
    public async Task A_mistake_of_the_callers_is_not_repeated()
    {
        await using var server = await ServerAsync(StatusCodes.Status404NotFound);
        await using var services = Services();
        using var response = await Client(services).GetAsync(server.Address, _ct);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Single(_requests);
    }

    [Fact]
    public async Task Retry_After_decides_when_to_ask_again()
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            _requests.Enqueue(Stopwatch.GetTimestamp());
            if (_requests.Count == 1)
            {
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                context.Response.Headers.RetryAfter = "1";
            }

            return Task.CompletedTask;
        });
        await using var services = Services();
        using var response = await Client(services).GetAsync(server.Address, _ct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        // A timer may ring a few milliseconds early; without the header the delay would be one millisecond.
        Assert.InRange(Stopwatch.GetElapsedTime(_requests.First(), _requests.Last()), TimeSpan.FromSeconds(0.95), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_given_up_and_repeated()
    {
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            _requests.Enqueue(0);
            if (_requests.Count == 1)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
        });
        await using var services = Services(options => options.AttemptTimeout.Timeout = TimeSpan.FromSeconds(0.5));
        using var response = await Client(services).GetAsync(server.Address, _ct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, _requests.Count);
    }

    [Fact]
    public async Task The_whole_request_has_a_time_limit_too()
    {
        await using var server = await LoopbackServer.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var services = Services(options =>
        {
            options.AttemptTimeout.Timeout = TimeSpan.FromSeconds(0.5);
            options.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(0.5);
        });
        await Assert.ThrowsAsync<TimeoutRejectedException>(() => Client(services).GetAsync(server.Address, _ct));
    }

    [Fact]
    public async Task A_server_that_keeps_failing_is_left_alone_even_by_a_new_client()
    {
        await using var server = await ServerAsync(StatusCodes.Status500InternalServerError);
        await using var services = Services(options =>
        {
            options.Retry.MaxRetryAttempts = 1;
            options.CircuitBreaker.MinimumThroughput = 2;
            options.CircuitBreaker.FailureRatio = 0.5;
            options.CircuitBreaker.BreakDuration = TimeSpan.FromMinutes(1);
        });
        (await Client(services).GetAsync(server.Address, _ct)).Dispose();
        Assert.Equal(2, _requests.Count);

        await Assert.ThrowsAsync<BrokenCircuitException>(() => Client(services).GetAsync(server.Address, _ct));

        Assert.Equal(2, _requests.Count);
    }

    [Fact]
    public async Task Requests_beyond_the_limit_are_refused_without_asking_the_server()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await LoopbackServer.StartAsync(async _ =>
        {
            _requests.Enqueue(0);
            entered.TrySetResult();
            await leave.Task;
        });
        await using var services = Services(options => options.RateLimiter.DefaultRateLimiterOptions = new() { PermitLimit = 1, QueueLimit = 0 });
        var first = Client(services).GetAsync(server.Address, _ct);
        await entered.Task.WaitAsync(_ct);

        await Assert.ThrowsAsync<RateLimiterRejectedException>(() => Client(services).GetAsync(server.Address, _ct));

        leave.SetResult();
        (await first).Dispose();
        Assert.Single(_requests);
    }

    [Fact]
    public async Task What_must_not_happen_twice_can_be_excepted()
    {
        await using var server = await ServerAsync(StatusCodes.Status500InternalServerError);
#pragma warning disable EXTEXP0001 // Experimental in the package as well.
        await using var services = Services(options => options.Retry.DisableForUnsafeHttpMethods());
#pragma warning restore EXTEXP0001
        using var response = await Client(services).PostAsync(server.Address, null, _ct);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Single(_requests);
    }

    [Fact]
    public async Task Settings_that_contradict_each_other_stop_the_host_from_starting()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddHttpClient("test").AddStandardResilienceHandler(options => options.AttemptTimeout.Timeout = TimeSpan.FromMinutes(1));
        using var host = builder.Build();
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(_ct));
        Assert.Contains("attempt", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_change_of_configuration_counts_from_the_next_request_on()
    {
        await using var server = await ServerAsync(StatusCodes.Status500InternalServerError);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Client:Retry:Delay"] = "00:00:00.001", ["Client:Retry:MaxRetryAttempts"] = "1" })
            .Build();
        var registered = new ServiceCollection().AddLogging().AddMetrics();
        registered.AddHttpClient("test").AddStandardResilienceHandler(configuration.GetSection("Client"));
        await using var services = registered.BuildServiceProvider();
        (await Client(services).GetAsync(server.Address, _ct)).Dispose();
        Assert.Equal(2, _requests.Count);

        configuration["Client:Retry:MaxRetryAttempts"] = "2";
        configuration.Reload();

        (await Client(services).GetAsync(server.Address, _ct)).Dispose();
        Assert.Equal(2 + 3, _requests.Count);
    }

    private static HttpClient Client(ServiceProvider services) => services.GetRequiredService<IHttpClientFactory>().CreateClient("test");

    private static ServiceProvider Services(Action<HttpStandardResilienceOptions>? configure = null)
    {
        var services = new ServiceCollection().AddLogging().AddMetrics();
        services.AddHttpClient("test").AddStandardResilienceHandler(options =>
        {
            options.Retry.Delay = TimeSpan.FromMilliseconds(1);
            configure?.Invoke(options);
        });
        return services.BuildServiceProvider();
    }

    // Answers with these statuses in turn, and with the last one ever after.
    private Task<LoopbackServer> ServerAsync(params int[] statuses) => LoopbackServer.StartAsync(context =>
    {
        _requests.Enqueue(Stopwatch.GetTimestamp());
        context.Response.StatusCode = statuses[Math.Min(_requests.Count, statuses.Length) - 1];
        return Task.CompletedTask;
    });
}
