using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Performance;

/// <summary>/metrics as Prometheus' own Python client reads it.</summary>
public sealed class MetricsTests(SqliteApi api) : IClassFixture<SqliteApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("prometheus", "text/plain;version=0.0.4", "text/plain")]
    [InlineData("openmetrics", "application/openmetrics-text;version=1.0.0", "application/openmetrics-text")]
    public async Task A_scrape_is_read_by_prometheus_own_client(string format, string accept, string mediaType)
    {
        await api.Api.StopAsync(); // It shares the queue, and may run the memo.
        await using var server = await ApiProcess.StartAsync(api); // Meters are a process's: here are other tests' Apis, too.
        var workflow = await server.Http.SubmitAsync(Content.Text("hola"), Content.NewName());
        await server.Http.WatchAsync(workflow.Id);
        await server.Http.GetStatsAsync();
        await server.Http.GetStatsAsync();
        // A run is measured once all have been told that it is over: the client may be quicker.
        while (!(await server.Http.GetFromJsonAsync<PerformanceResource>("/api/performance", Ct))!.Operations.Any(o => o.Name == "queue run"))
        {
            await Task.Delay(20, Ct);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { { "Accept", accept } } };
        using var answer = await server.Http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal(mediaType, answer.Content.Headers.ContentType?.MediaType);
        var samples = await ReadAsync(format, await answer.Content.ReadAsStringAsync(Ct));

        var watched = Assert.Single(samples, s => s.Name == "roiapp_progress_connections_opened_total" && s.Labels["channel"] == "sse");
        Assert.Equal(("counter", 1), (watched.Type, watched.Value));
        Assert.Contains(samples, s => s is { Name: "cache_misses_total", Type: "counter", Value: >= 1 } && s.Labels["cache_type"].Length > 0);
        var uploads = Assert.Single(samples, s => s.Name == "http_server_request_duration_seconds_count"
            && s.Labels.GetValueOrDefault("http_route")?.TrimEnd('/') == "/api/workflows" && s.Labels["http_request_method"] == "POST");
        Assert.Equal(("histogram", 1), (uploads.Type, uploads.Value));
        Assert.Contains(samples, s => s.Name == "roiapp_jobs_wait_seconds_bucket" && s.Labels["le"] == "0.0025"); // Seconds have bounds of their own.
        var p95 = samples.Single(s => s.Name == "roiapp_performance_duration_seconds" && s.Labels["operation"] == "queue run" && s.Labels["window"] == "5m" && s.Labels["quantile"] == "0.95");
        Assert.InRange(p95.Value, 1e-6, 600);
        Assert.Contains(samples, s => s.Name == "roiapp_performance_target_met" && s.Labels["target"] == "memo" && s.Value is 0 or 1);
        Assert.Contains(samples, s => s.Name == "dotnet_gc_collections_total");
        Assert.DoesNotContain(samples, s => s.Labels.Values.Any(v => v.Contains(workflow.Id.ToString(), StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task A_counters_dots_become_underscores_its_tags_labels_and_it_ends_on_total()
    {
        await using var server = await api.StartAsync();
        var hits = server.Services.GetRequiredService<IMeterFactory>().Create("RoiApp.Test").CreateCounter<long>("made.up.hits", "{hit}", "Found.");
        hits.Add(3, new KeyValuePair<string, object?>("cache_type", "report"));
        var hit = Assert.Single(await ReadAsync("prometheus", await server.Http.GetStringAsync("/metrics", Ct)), s => s.Name == "made_up_hits_total");
        Assert.Equal(("counter", "report", 3), (hit.Type, hit.Labels["cache_type"], hit.Value));
    }

    [Fact]
    public async Task It_is_for_this_machine_alone_and_for_reading_alone()
    {
        await using var server = await api.StartAsync();
        foreach (var header in new[] { "X-Forwarded-For: 203.0.113.9", "Forwarded: for=203.0.113.9" })
        {
            using var passedOn = new HttpRequestMessage(HttpMethod.Get, "/metrics");
            passedOn.Headers.Add(header.Split(": ")[0], header.Split(": ")[1]);
            using var refused = await server.Http.SendAsync(passedOn, Ct);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            Assert.True(refused.Headers.CacheControl?.NoStore);
        }
        using var posted = await server.Http.PostAsync("/metrics", null, Ct);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);

        await using var open = await api.StartAsync("--Metrics:LoopbackOnly=false");
        using var any = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { { "X-Forwarded-For", "203.0.113.9" } } };
        using var answered = await open.Http.SendAsync(any, Ct);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);

        await using var off = await api.StartAsync("--Metrics:Enabled=false");
        using var nothing = await off.Http.GetAsync("/metrics", Ct);
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
    }

    [Fact]
    public async Task Whatever_is_asked_for_makes_no_more_series()
    {
        await using var server = await ApiProcess.StartAsync(api);
        await AskAsync(0, 20);
        var before = await ReadAsync("prometheus", await server.Http.GetStringAsync("/metrics", Ct));
        const int Asked = 280;
        await AskAsync(20, 20 + Asked);
        var after = await ReadAsync("prometheus", await server.Http.GetStringAsync("/metrics", Ct));
        Assert.InRange(after.Count, 1, before.Count + Asked); // Others come meanwhile; a path or a method of its own for each would be a histogram each.
        Assert.DoesNotContain(after, s => s.Labels.Values.Any(v => v.Contains("nobody-knows", StringComparison.Ordinal)));

        async Task AskAsync(int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                using var request = new HttpRequestMessage(new HttpMethod(i % 2 == 0 ? "GET" : $"ODD{i}"), $"/nobody-knows/{i}?q={i}");
                using var answer = await server.Http.SendAsync(request, Ct);
            }
        }
    }

    private static async Task<IReadOnlyList<Sample>> ReadAsync(string format, string text)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Performance", "Peer", "read_metrics.py");
        using var reader = Process.Start(new ProcessStartInfo("/usr/bin/python3", [script, format]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (read, said) = (reader.StandardOutput.ReadToEndAsync(Ct), reader.StandardError.ReadToEndAsync(Ct));
        await reader.StandardInput.WriteAsync(text.AsMemory(), Ct);
        reader.StandardInput.Close();
        await reader.WaitForExitAsync(Ct);
        Assert.True(reader.ExitCode == 0, $"{await said}\n{text}");
        return [.. (await read).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Line>(line, JsonSerializerOptions.Web)!)
            .Select(line => new Sample(line.Type, line.Name, line.Labels, double.Parse(line.Value, CultureInfo.InvariantCulture)))];
    }

    private sealed record Line(string Type, string Name, Dictionary<string, string> Labels, string Value);

    private sealed record Sample(string Type, string Name, IReadOnlyDictionary<string, string> Labels, double Value);
}
