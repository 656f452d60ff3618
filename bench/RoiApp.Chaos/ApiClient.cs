using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using RoiApp.Contracts.Rest;

namespace RoiApp.Chaos;

/// <summary>A client that wants its memo done whatever happens: it tries each replica in turn until one answers.</summary>
internal sealed class ApiClient(IReadOnlyList<Uri> addresses) : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);
    private static readonly string[] s_final = ["completed", "failed", "cancelled"];

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private int _turn;
    private int _broken;

    /// <summary>How often an answer broke off or did not come.</summary>
    public int Broken => _broken;

    /// <summary>Hands a memo in. Its file name is its own: after a broken answer that tells whether it got through.</summary>
    public async Task<Guid> SubmitAsync(Memo memo, CancellationToken ct)
    {
        var doubtful = false;
        return await InsistAsync(async (api, ct) =>
        {
            if (doubtful && await FindAsync(api, memo.FileName, ct) is { } found)
            {
                return found;
            }
            doubtful = true;
            using var form = new MultipartFormDataContent { { new StringContent("en"), "targetLanguage" } };
            form.Add(new ByteArrayContent(memo.Content), "file", memo.FileName);
            using var answer = await _http.PostAsync(new Uri(api, "/api/workflows"), form, ct);
            answer.EnsureSuccessStatusCode();
            return (await answer.Content.ReadFromJsonAsync<WorkflowResource>(ct))!.Id;
        }, ct);
    }

    /// <summary>Follows a workflow to its end through whatever breaks, always after the last event seen. What passes is left out.</summary>
    public async Task<IReadOnlyList<EventResource>> FollowAsync(Guid id, CancellationToken ct)
    {
        var seen = new List<EventResource>();
        return await InsistAsync(async (api, ct) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(api, $"/api/workflows/{id}/events"));
            if (seen.Count > 0)
            {
                request.Headers.Add("Last-Event-ID", $"{seen[^1].Seq}");
            }
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            answer.EnsureSuccessStatusCode();
            await using var stream = await answer.Content.ReadAsStreamAsync(ct);
            await foreach (var item in SseParser.Create(stream, (_, data) => JsonSerializer.Deserialize<EventResource>(data, JsonSerializerOptions.Web)!).EnumerateAsync(ct))
            {
                if (item.Data.Type is not (EventTypes.Progress or EventTypes.Partial))
                {
                    seen.Add(item.Data);
                }
            }
            return StatusOf(seen.LastOrDefault()) is { } status && s_final.Contains(status)
                ? seen
                : throw new HttpRequestException("The stream ended before its last event."); // The server went down in good order.
        }, ct);
    }

    public Task<ResultsResource> ResultsAsync(Guid id, CancellationToken ct) =>
        InsistAsync(async (api, ct) => (await _http.GetFromJsonAsync<ResultsResource>(new Uri(api, $"/api/workflows/{id}/results"), ct))!, ct);

    public Task<StatsResource> StatsAsync(CancellationToken ct) =>
        InsistAsync(async (api, ct) => (await _http.GetFromJsonAsync<StatsResource>(new Uri(api, "/api/workflows/stats"), ct))!, ct);

    public static string? StatusOf(EventResource? e) => e is { Type: EventTypes.WorkflowStatus, Data: { } data } ? data.GetProperty("status").GetString() : null;

    public void Dispose() => _http.Dispose();

    private async Task<Guid?> FindAsync(Uri api, string fileName, CancellationToken ct)
    {
        var page = await _http.GetFromJsonAsync<PageResource<WorkflowResource>>(new Uri(api, $"/api/workflows?limit=10&q={fileName}"), ct);
        return page!.Items.FirstOrDefault(workflow => workflow.FileName == fileName)?.Id;
    }

    private async Task<T> InsistAsync<T>(Func<Uri, CancellationToken, Task<T>> ask, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return await ask(addresses[Interlocked.Increment(ref _turn) % addresses.Count], ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested && IsOfTheMoment(e))
            {
                Interlocked.Increment(ref _broken);
                await Task.Delay(s_pause, ct);
            }
        }
    }

    private static bool IsOfTheMoment(Exception e) => e switch
    {
        HttpRequestException { StatusCode: { } status } => status >= HttpStatusCode.InternalServerError || status == HttpStatusCode.RequestTimeout,
        HttpRequestException or IOException or TaskCanceledException => true,
        _ => false,
    };
}
