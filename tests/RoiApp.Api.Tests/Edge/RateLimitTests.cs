using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Testing.Servers;
using Xunit;

namespace RoiApp.Api.Tests.Edge;

/// <summary>Who asks too often, and who is counted at all.</summary>
public sealed class RateLimitTests(SqliteApi api) : IClassFixture<SqliteApi>
{
    private const string Elsewhere = "203.0.113.7";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_back()
    {
        await using var server = await StartAsync("--RateLimits:Local=3");
        for (var left = 2; left >= 0; left--)
        {
            using var passed = await AskAsync(server, "/api/workflows", forwardedFor: Elsewhere);
            Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
            Assert.Equal("\"local\";q=3;w=60", Field(passed, "RateLimit-Policy"));
            Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"\"local\";r={left};t="), Field(passed, "RateLimit"), StringComparison.Ordinal);
        }
        using var refused = await AskAsync(server, "/api/workflows/stats", forwardedFor: Elsewhere);
        await refused.ProblemAsync(HttpStatusCode.TooManyRequests, "/problems/too-many-requests");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 65);
        Assert.StartsWith("\"local\";r=0;t=", Field(refused, "RateLimit"), StringComparison.Ordinal);
        Assert.True(refused.Headers.CacheControl!.NoStore);
        // What is not there is counted, too: nobody finds out by asking often.
        using var nothing = await AskAsync(server, "/api/nothing", forwardedFor: Elsewhere);
        Assert.Equal(HttpStatusCode.TooManyRequests, nothing.StatusCode);
        using var another = await AskAsync(server, "/api/workflows", forwardedFor: "203.0.113.8");
        Assert.Equal(HttpStatusCode.OK, another.StatusCode);
    }

    [Fact]
    public async Task Strangers_have_less_webhooks_more_and_only_a_site_is_believed_whom_it_speaks_for()
    {
        await using var server = await StartAsync("--RateLimits:Local=50", "--RateLimits:Anonymous=2", "--RateLimits:Webhooks=4", "--RateLimits:Sites:0=198.51.100.0/24");
        // From elsewhere, whomever it names: all of one address, and of one IPv6 network.
        Assert.Equal(2, await PassedAsync(server, 4, i => ("/api/workflows", Elsewhere, $"192.0.2.{i}")));
        Assert.Equal(2, await PassedAsync(server, 4, i => ("/api/workflows", $"2001:db8::{i + 1}", null)));
        Assert.Equal(2, await PassedAsync(server, 4, _ => ("/api/workflows", "2001:db8:0:1::1", null)));
        // From a site: each person apart, the last one named, and the site's own pages not at all.
        Assert.Equal(60, await PassedAsync(server, 60, i => ("/api/workflows", "198.51.100.9", $"192.0.2.{i % 2}")));
        Assert.Equal(50, await PassedAsync(server, 60, _ => ("/api/workflows", "198.51.100.9", "192.0.2.1, 192.0.2.77")));
        Assert.Equal(60, await PassedAsync(server, 60, _ => ("/api/workflows", "198.51.100.9", null)));
        // There is no such route yet: what passes is 404.
        Assert.Equal(4, await PassedAsync(server, 6, _ => ("/api/webhooks/mail", Elsewhere, null), HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task What_has_a_bound_of_its_own_is_not_counted()
    {
        await using var server = await StartAsync("--RateLimits:Local=4", "--RateLimits:CountThisMachine=true");
        var workflow = await server.Http.SubmitAsync(Content.Wav(4000), Content.NewName(".wav"));
        await server.Http.WatchAsync(workflow.Id);
        using var created = await PostAsync("/api/uploads", ("Upload-Length", "1"), ("Upload-Metadata", "filename bWVtby50eHQ="));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.StartsWith("\"local\";r=2;", Field(created, "RateLimit"), StringComparison.Ordinal);
        for (var i = 0; i < 10; i++)
        {
            using var head = await server.Http.SendAsync(new(HttpMethod.Head, created.Headers.Location) { Headers = { { "Tus-Resumable", "1.0.0" } } }, Ct);
            using var events = await server.Http.GetAsync($"/api/workflows/{workflow.Id}/events", Ct);
            using var part = await server.Http.SendAsync(new(HttpMethod.Get, $"/api/workflows/{workflow.Id}/audio") { Headers = { Range = new(100, 199) } }, Ct);
            using var health = await server.Http.GetAsync("/health", Ct);
            Assert.All(new[] { head, events, part, health }, a => Assert.True(a.IsSuccessStatusCode && !a.Headers.Contains("RateLimit")));
        }
        // Everybody on this machine is one.
        Assert.Equal(2, await PassedAsync(server, 4, _ => ("/api/workflows", null, null)));

        async Task<HttpResponseMessage> PostAsync(string url, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Headers = { { "Tus-Resumable", "1.0.0" } } };
            foreach (var (name, value) in headers)
            {
                request.Headers.Add(name, value);
            }
            return await server.Http.SendAsync(request, Ct);
        }
    }

    [Fact]
    public async Task Programs_of_this_machine_ask_as_often_as_they_like_unless_counting_them_is_wished_for()
    {
        await using var server = await StartAsync("--RateLimits:Local=1", "--RateLimits:Anonymous=1");
        Assert.Equal(30, await PassedAsync(server, 30, _ => ("/api/workflows", null, null)));
    }

    [Fact]
    public async Task Replicas_count_together_in_redis_and_each_alone_without_it()
    {
        await using var redis = new RedisServer();
        await redis.StartAsync(Ct);
        string[] settings = ["--RateLimits:Local=10", "--RateLimits:RedisWithin=00:00:01", $"--ConnectionStrings:cache={redis.ConnectionString}"];
        await using var one = await StartAsync(settings);
        await using var two = await StartAsync(settings);
        // Until both are connected each counts its own: somebody new is asked about until two replicas see one number.
        for (var person = 0; ; person++)
        {
            var at = $"192.0.2.{person % 250}";
            using var first = await AskAsync(one, "/api/workflows", forwardedFor: at);
            using var second = await AskAsync(two, "/api/workflows", forwardedFor: at);
            if (Field(second, "RateLimit").StartsWith("\"local\";r=8;", StringComparison.Ordinal))
            {
                break;
            }
            await Task.Delay(50, Ct);
        }
        var passed = await Task.WhenAll(PassedAsync(one, 15, _ => ("/api/workflows", null, Elsewhere)), PassedAsync(two, 15, _ => ("/api/workflows", null, Elsewhere)));
        Assert.Equal(10, passed.Sum());

        await redis.DisposeAsync();
        // Whom Redis has refused is counted anew, by each replica, and still not without end.
        Assert.Equal(10, await PassedAsync(one, 15, _ => ("/api/workflows", null, Elsewhere)));
        Assert.Equal(10, await PassedAsync(two, 15, _ => ("/api/workflows", null, Elsewhere)));
    }

    private async Task<RunningApi> StartAsync(params string[] settings) =>
        await RunningApi.StartAsync([.. await api.SettingsAsync(), .. settings], builder => builder.Services.AddSingleton<IStartupFilter, PeerFromHeader>());

    private static async Task<int> PassedAsync(RunningApi server, int requests, Func<int, (string Url, string? Peer, string? ForwardedFor)> request, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var passed = 0;
        for (var i = 0; i < requests; i++)
        {
            var (url, peer, forwardedFor) = request(i);
            using var answer = await AskAsync(server, url, peer, forwardedFor);
            Assert.True(answer.StatusCode == expected || answer.StatusCode == HttpStatusCode.TooManyRequests, $"{url}: {answer.StatusCode}");
            passed += answer.StatusCode == expected ? 1 : 0;
        }
        return passed;
    }

    private static async Task<HttpResponseMessage> AskAsync(RunningApi server, string url, string? peer = null, string? forwardedFor = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{url}");
        if (peer is not null)
        {
            request.Headers.Add(PeerFromHeader.Header, peer);
        }
        if (forwardedFor is not null)
        {
            request.Headers.Add("X-Forwarded-For", forwardedFor);
        }
        return await server.Http.SendAsync(request, Ct);
    }

    private static string Field(HttpResponseMessage answer, string name) => answer.Headers.NonValidated[name].ToString();

    /// <summary>Has a connection come from wherever a test says.</summary>
    private sealed class PeerFromHeader : IStartupFilter
    {
        public const string Header = "X-Test-Peer";

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, inner) =>
            {
                if (IPAddress.TryParse(http.Request.Headers[Header].ToString(), out var peer))
                {
                    http.Connection.RemoteIpAddress = peer;
                }
                return inner();
            });
            next(app);
        };
    }
}
