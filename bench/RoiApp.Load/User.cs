using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using RoiApp.Contracts.Rest;

namespace RoiApp.Load;

/// <summary>
/// Somebody with a connection of their own who does one thing after another and thinks in between, for half a second on average. Whoever uploads
/// watches the memo to its end.
/// </summary>
internal sealed class User : IDisposable
{
    private static readonly TimeSpan s_thinksFor = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_watchesAtMost = TimeSpan.FromSeconds(60);
    private static readonly string[] s_words = ["booking", "contract", "demo", "price list", "Sarah", "Northgate", "delivery"];

    private readonly int _number;
    private readonly Recorder _recorder;
    private readonly Memos _memos;
    private readonly Random _chance;
    private readonly HttpClient _http;
    private Guid? _known;
    private int _uploads;

    public User(int number, Uri address, Recorder recorder, Memos memos)
    {
        (_number, _recorder, _memos, _chance) = (number, recorder, memos, new(number));
        _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromHours(1) }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        _http.DefaultRequestHeaders.AcceptEncoding.ParseAdd("identity");
    }

    /// <summary>Until the token is cancelled.</summary>
    public async Task LiveAsync(CancellationToken ct)
    {
        try
        {
            while (true)
            {
                // Exponential: people come when they like.
                await Task.Delay(-Math.Log(1 - _chance.NextDouble()) * s_thinksFor, ct);
                await ActAsync(Operation.Draw(_chance), ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    /// <summary>Hands a memo in and follows it to its end.</summary>
    public async Task UploadAsync(CancellationToken ct)
    {
        var began = _recorder.ElapsedMs;
        var (fileName, content) = _memos.Next((_number * 100_000) + _uploads++, _chance);
        var created = await _recorder.MeasureAsync(Operation.Upload, _number, async () =>
        {
            using var form = new MultipartFormDataContent { { new StringContent("en"), "language" }, { new StringContent("es"), "targetLanguage" }, { new ByteArrayContent(content), "file", fileName } };
            using var answer = await _http.PostAsync(new Uri("/api/workflows", UriKind.Relative), form, ct);
            answer.EnsureSuccessStatusCode();
            return await answer.Content.ReadFromJsonAsync<WorkflowResource>(ct);
        }, ct);
        if (created is null)
        {
            return;
        }
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(s_watchesAtMost);
        var stream = await _recorder.MeasureAsync(Operation.Watch, _number, async () =>
        {
            var stream = await _http.GetStreamAsync(new Uri($"/api/workflows/{created.Id}/events", UriKind.Relative), limit.Token);
            var events = SseParser.Create(stream).EnumerateAsync(limit.Token).GetAsyncEnumerator(limit.Token);
            return await events.MoveNextAsync() ? events : throw new InvalidOperationException("No event came.");
        }, ct);
        if (stream is not null && await _recorder.MeasureAsync(Operation.Memo, _number, () => CompletedAsync(stream), ct, began) is not null)
        {
            _known = created.Id;
        }
    }

    /// <summary>Everything once, without a pause.</summary>
    public async Task DoEverythingAsync(CancellationToken ct)
    {
        foreach (var operation in Operation.All.Where(operation => operation.Share > 0))
        {
            await ActAsync(operation, ct);
        }
    }

    public void Dispose() => _http.Dispose();

    private Task ActAsync(Operation operation, CancellationToken ct) => operation.Name switch
    {
        "upload" => UploadAsync(ct),
        "edit" => EditAsync(ct),
        "list" => ListAsync(_chance.Next(2) == 0 ? "" : "&status=completed", ct),
        "search" => ReadAsync(operation, $"/api/search?q={Uri.EscapeDataString(s_words[_chance.Next(s_words.Length)])}", ct),
        "stats" => ReadAsync(operation, "/api/workflows/stats", ct),
        "export" when _known is { } id => ReadAsync(operation, $"/api/workflows/{id}/export?format=csv", ct),
        "read" when _known is { } id => ReadAsync(operation, $"/api/workflows/{id}/results", ct),
        _ => ListAsync("&status=completed", ct), // Nothing is known yet that could be read.
    };

    private Task<int> ReadAsync(Operation operation, string path, CancellationToken ct) => _recorder.MeasureAsync(operation, _number, async () =>
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), ct);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadAsByteArrayAsync(ct)).Length;
    }, ct);

    // Half of all look at everything, half at what is done.
    private async Task ListAsync(string filter, CancellationToken ct)
    {
        var page = await _recorder.MeasureAsync(Operation.List, _number, () =>
            _http.GetFromJsonAsync<PageResource<WorkflowResource>>(new Uri($"/api/workflows?limit=20{filter}", UriKind.Relative), ct), ct);
        if (page?.Items.Where(workflow => workflow.Status == "completed").ToList() is { Count: > 0 } completed)
        {
            _known = completed[_chance.Next(completed.Count)].Id;
        }
    }

    // Two people may edit the same contact: the second is told so, which is no error.
    private async Task EditAsync(CancellationToken ct)
    {
        if (_known is not { } id)
        {
            await ListAsync("&status=completed", ct);
            return;
        }
        await _recorder.MeasureAsync(Operation.Edit, _number, async () =>
        {
            var address = new Uri($"/api/workflows/{id}/contacts/0", UriKind.Relative);
            using var read = await _http.GetAsync(address, ct);
            if (read.StatusCode == HttpStatusCode.NotFound)
            {
                return 0; // Nobody was found in it.
            }
            read.EnsureSuccessStatusCode();
            using var request = new HttpRequestMessage(HttpMethod.Patch, address)
            {
                Content = JsonContent.Create(new { position = $"Manager {_chance.Next(1000)}" }, new MediaTypeHeaderValue("application/merge-patch+json")),
            };
            request.Headers.IfMatch.Add(read.Headers.ETag!);
            using var edited = await _http.SendAsync(request, ct);
            if (edited.StatusCode != HttpStatusCode.PreconditionFailed)
            {
                edited.EnsureSuccessStatusCode();
            }
            return 1;
        }, ct);
    }

    private static async Task<string> CompletedAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        await using var _ = events;
        do
        {
            using var json = JsonDocument.Parse(events.Current.Data);
            if (json.RootElement.GetProperty("type").GetString() == EventTypes.WorkflowStatus && json.RootElement.GetProperty("data").GetProperty("status").GetString() is { } status)
            {
                switch (status)
                {
                    case "completed":
                        return status;
                    case "failed" or "cancelled":
                        throw new InvalidOperationException($"The memo ended {status}.");
                }
            }
        }
        while (await events.MoveNextAsync());
        throw new InvalidOperationException("The events ended before the memo.");
    }
}
