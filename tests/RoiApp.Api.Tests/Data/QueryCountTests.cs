using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Tests.Hosting;
using Xunit;

namespace RoiApp.Api.Tests.Data;

public sealed class QueryCountOnSqliteTests(SqliteApi api) : QueryCountTests(api), IClassFixture<SqliteApi>;

public sealed class QueryCountOnPostgresTests(PostgresApi api) : QueryCountTests(api), IClassFixture<PostgresApi>;

/// <summary>How many queries each GET costs: one, or two where it says why, when nothing is cached, however many rows it answers, and none when it is.</summary>
public abstract class QueryCountTests(ApiFixture api)
{
    private const int Workflows = 12;

    private static readonly string[] s_servesNoData = ["/api/capabilities", "/api/recording-template", "/api/performance", "/api/cache/stats"];

    private static readonly string[] s_cached =
    [
        "/api/workflows", "/api/workflows/stats", "/api/workflows/{id:guid}", "/api/workflows/{id:guid}/results", "/api/workflows/{id:guid}/transcript",
        "/api/workflows/{id:guid}/export", "/api/search",
    ];

    // Contacts and segments of a workflow, each with each, would be many rows; of the counts, one half goes over all rows and the other over the latest.
    private static readonly string[] s_two = ["/api/workflows/{id:guid}/results", "/api/workflows/{id:guid}/export", "/api/workflows/stats"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_get_costs_one_query_or_two_at_most_and_none_when_it_is_cached()
    {
        var recorded = new RecordedCommands();
        await using var server = await RunningApi.StartAsync(await api.SettingsAsync(), recorded.AddTo);
        var last = Guid.Empty;
        for (var i = 0; i < Workflows; i++)
        {
            last = (await server.Http.SubmitAsync(Content.Text("hola", "adiós"), Content.NewName())).Id;
            await server.Http.WatchAsync(last);
        }

        var routes = server.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true && e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
            .Select(e => e.RoutePattern.RawText!.TrimEnd('/')).Distinct().ToList();
        Assert.Contains("/api/workflows", routes);
        var counts = new Dictionary<string, IReadOnlyList<RecordedCommand>>(StringComparer.Ordinal);
        foreach (var route in routes)
        {
            await server.Http.ClearCacheAsync();
            counts[route] = await CommandsAsync(server, recorded, UrlOf(route, last));
            if (s_cached.Contains(route))
            {
                Assert.True((await CommandsAsync(server, recorded, UrlOf(route, last))).Count == 0, $"{route}: asks the database again");
            }
        }
        Assert.All(counts, c => Assert.True(c.Value.Count <= AtMost(c.Key), $"{c.Key}: {c.Value.Count} queries\n{string.Join("\n\n", c.Value.Select(q => q.Sql))}"));
        // What asks nothing at all was not measured.
        Assert.All(counts.Where(c => !s_servesNoData.Contains(c.Key)), c => Assert.True(c.Value.Count > 0, $"{c.Key}: no query"));

        var (few, many) = (await CommandsAsync(server, recorded, "/api/workflows?limit=2"), await CommandsAsync(server, recorded, $"/api/workflows?limit={Workflows}"));
        Assert.Equal(few.Count, many.Count);
    }

    // A stream looks whether there is something to come before it begins; a feed reads how far it reaches, and then the events if there are any.
    private static int AtMost(string route) => route switch
    {
        _ when route.EndsWith("/events", StringComparison.Ordinal) => 2,
        _ when s_two.Contains(route) => 2,
        _ => 1,
    };

    // A new route with a parameter that is not known here fails the test: say what to ask for.
    private static string UrlOf(string route, Guid id)
    {
        var url = route.Replace("{id:guid}", id.ToString(), StringComparison.Ordinal).Replace("{index:int}", "0", StringComparison.Ordinal) + route switch
        {
            "/api/workflows/{id:guid}/export" => "?format=csv",
            "/api/search" => "?q=hola",
            "/api/events" => "?after=0",
            _ => "",
        };
        Assert.DoesNotContain("{", url, StringComparison.Ordinal);
        return url;
    }

    private static async Task<IReadOnlyList<RecordedCommand>> CommandsAsync(RunningApi server, RecordedCommands recorded, string url)
    {
        var name = Guid.NewGuid().ToString();
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { { RecordedCommands.Header, name } } };
        using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        Assert.True(response.StatusCode is HttpStatusCode.OK, $"{url}: {(int)response.StatusCode}");
        using var body = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));
        // The feed of all events has no end: what it costs has been asked by the first of them.
        while (await body.ReadLineAsync(Ct) is { } line && !(url.StartsWith("/api/events", StringComparison.Ordinal) && line.StartsWith("data:", StringComparison.Ordinal)))
        {
            // Read to the end.
        }
        return recorded.Of(name);
    }
}
