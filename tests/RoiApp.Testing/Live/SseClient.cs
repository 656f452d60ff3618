using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace RoiApp.Testing.Live;

/// <summary>Server-sent events (WHATWG HTML, 9.2), with heartbeats counted as signs of life.</summary>
/// <param name="api">The Api's HTTP address.</param>
/// <param name="silentAtMost">Longer than the server's heartbeat; null to wait for ever.</param>
public sealed class SseClient(Uri api, TimeSpan? silentAtMost = null) : ILiveClient
{
    private readonly HttpClient _http = new(new SocketsHttpHandler()) { BaseAddress = api, Timeout = Timeout.InfiniteTimeSpan };

    public string Channel => "sse";

    public async IAsyncEnumerable<Heard> WatchAsync(Guid workflowId, long after, [EnumeratorCancellation] CancellationToken ct)
    {
        using var patience = new Patience(silentAtMost, ct);
        using var response = await patience.ForAsync($"/api/workflows/{workflowId}/events?after={after}", (path, until) =>
            new ValueTask<HttpResponseMessage>(_http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, until)));
        if (response.StatusCode == HttpStatusCode.NoContent)
        {
            yield break;
        }
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
        var over = false;
        while (await patience.ForAsync(lines, static (from, until) => from.ReadLineAsync(until)) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                var heard = EventJson.Read(Encoding.UTF8.GetBytes(line[6..]));
                over = heard.IsLast;
                yield return heard;
            }
        }
        if (!over)
        {
            throw new ConnectionLostException("The stream ended before its last event.");
        }
    }

    public void Dispose() => _http.Dispose();
}
