using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using RoiApp.Contracts.Rest;

namespace RoiApp.EndToEnd.Tests;

/// <summary>The few REST calls these tests make, as any program would make them.</summary>
internal static class RestClient
{
    private static readonly string[] s_final = ["completed", "failed", "cancelled"];

    public static async Task<WorkflowResource> SubmitAsync(this HttpClient api, string file, CancellationToken ct)
    {
        using var form = new MultipartFormDataContent();
        await using var content = File.OpenRead(file);
        form.Add(new StreamContent(content), "file", Path.GetFileName(file));
        using var answer = await api.PostAsync("/api/workflows", form, ct);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<WorkflowResource>(ct))!;
    }

    /// <summary>Every event of a workflow, until the server ends the stream.</summary>
    public static async Task<IReadOnlyList<EventResource>> WatchAsync(this HttpClient api, Guid id, CancellationToken ct)
    {
        var events = new List<EventResource>();
        await using var stream = await api.GetStreamAsync($"/api/workflows/{id}/events", ct);
        await foreach (var item in SseParser.Create(stream, (_, data) => JsonSerializer.Deserialize<EventResource>(data, JsonSerializerOptions.Web)!).EnumerateAsync(ct))
        {
            events.Add(item.Data);
        }

        return events;
    }

    public static async Task<ResultsResource> ReportAsync(this HttpClient api, string file, CancellationToken ct)
    {
        var workflow = await api.SubmitAsync(file, ct);
        await api.WatchAsync(workflow.Id, ct);
        return (await api.GetFromJsonAsync<ResultsResource>($"/api/workflows/{workflow.Id}/results", ct))!;
    }

    public static bool IsFinal(this EventResource e) =>
        e.Type == EventTypes.WorkflowStatus && s_final.Contains(e.Data?.GetProperty("status").GetString());
}
