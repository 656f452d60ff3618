using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Hosting;

/// <summary>What tests do over HTTP, said shortly.</summary>
public static class ApiCalls
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static MultipartFormDataContent Form(byte[] content, string fileName, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(content), "file", fileName } };
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }
        return form;
    }

    public static async Task<WorkflowResource> SubmitAsync(this HttpClient http, byte[] content, string fileName, params (string Name, string Value)[] fields)
    {
        using var response = await http.PostAsync("/api/workflows", Form(content, fileName, fields), Ct);
        Assert.True(response.StatusCode == HttpStatusCode.Created, await response.Content.ReadAsStringAsync(Ct));
        return (await response.Content.ReadFromJsonAsync<WorkflowResource>(Ct))!;
    }

    public static async Task<WorkflowResource> GetAsync(this HttpClient http, Guid id) =>
        (await http.GetFromJsonAsync<WorkflowResource>($"/api/workflows/{id}", Ct))!;

    public static async Task<ResultsResource> ResultsAsync(this HttpClient http, Guid id) =>
        (await http.GetFromJsonAsync<ResultsResource>($"/api/workflows/{id}/results", Ct))!;

    public static async Task<StatsResource> GetStatsAsync(this HttpClient http) => (await http.GetFromJsonAsync<StatsResource>("/api/workflows/stats", Ct))!;

    /// <summary>Drops all that is cached: rows were changed behind the Api's back.</summary>
    public static async Task ClearCacheAsync(this HttpClient http)
    {
        using var response = await http.PostAsync("/api/cache/clear", null, Ct);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>What the cache says of itself.</summary>
    public static async Task<CacheStatsResource> CacheStatsAsync(this HttpClient http) => (await http.GetFromJsonAsync<CacheStatsResource>("/api/cache/stats", Ct))!;

    /// <summary>Reads the answer as problem details of this type, and answers them.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage response, HttpStatusCode status, string type)
    {
        var body = await response.Content.ReadAsStringAsync(Ct);
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode}: {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(body).RootElement;
        Assert.Equal(type, problem.GetProperty("type").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrWhiteSpace(problem.GetProperty("title").GetString()));
        return problem;
    }

    /// <summary>The workflow's events after <paramref name="after"/>, until the server ends the stream.</summary>
    public static async IAsyncEnumerable<EventResource> EventsAsync(this HttpClient http, Guid id, long after = 0)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/workflows/{id}/events");
        if (after > 0)
        {
            request.Headers.Add("Last-Event-ID", $"{after}");
        }
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));
        string? lastId = null;
        while (await lines.ReadLineAsync(Ct) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                lastId = line[4..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                var e = JsonSerializer.Deserialize<EventResource>(line[6..], ApiFixture.Json)!;
                Assert.Equal(e.Type is EventTypes.Progress or EventTypes.Partial ? null : $"{e.Seq}", lastId);
                lastId = null;
                yield return e;
            }
        }
    }

    /// <summary>The events of all workflows after a position, or from now on; opens the stream before it answers.</summary>
    public static async Task<FeedReader> FeedAsync(this HttpClient http, long? after = null, CancellationToken? until = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events");
        if (after is not null)
        {
            request.Headers.Add("Last-Event-ID", $"{after}");
        }
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, until ?? Ct);
        response.EnsureSuccessStatusCode();
        return await FeedReader.OpenAsync(response, until ?? Ct);
    }

    /// <summary>Watches the workflow to its end and answers all its events.</summary>
    public static async Task<List<EventResource>> WatchAsync(this HttpClient http, Guid id, long after = 0)
    {
        var events = new List<EventResource>();
        await foreach (var e in http.EventsAsync(id, after))
        {
            events.Add(e);
        }
        return events;
    }

    /// <summary>Watches until an event is as asked for.</summary>
    public static async Task<EventResource> WatchUntilAsync(this HttpClient http, Guid id, Func<EventResource, bool> wanted)
    {
        EventResource? last = null;
        await foreach (var e in http.EventsAsync(id))
        {
            if (wanted(e))
            {
                return e;
            }
            last = e;
        }
        throw new InvalidOperationException($"The stream ended before that; its last event was: {last}");
    }

    public static string? Status(this EventResource e) => e.Type == EventTypes.WorkflowStatus ? e.Data?.GetProperty("status").GetString() : null;

    public static IEnumerable<EventResource> Kept(this IEnumerable<EventResource> events) => events.Where(e => e.Type is not (EventTypes.Progress or EventTypes.Partial));
}
