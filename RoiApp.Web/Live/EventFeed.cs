using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using RoiApp.Contracts.Rest;
using RoiApp.Web.Api;

namespace RoiApp.Web.Live;

/// <summary>Follows a workflow, or all of them, over Api's server-sent events, across broken lines.</summary>
internal sealed partial class EventFeed(IHttpClientFactory http, WebMetrics metrics, TimeProvider time, ILogger<EventFeed> logger)
{
    private static readonly TimeSpan s_answersWithin = TimeSpan.FromSeconds(10);

    // Api's heartbeat comes every 15 s: three missed ones are a dead line.
    private static readonly TimeSpan s_quietAtMost = TimeSpan.FromSeconds(45);

    /// <summary>Tells what happens to a workflow, in order, without gap or duplicate of a state event.</summary>
    /// <param name="afterSeq">Sequence number of the last event known; 0 for all.</param>
    /// <param name="tell">Awaited for each item, so a slow follower slows its own line only.</param>
    /// <returns>When the workflow has ended.</returns>
    /// <exception cref="ApiProblemException">Api refuses: there is no such workflow, say.</exception>
    public Task FollowAsync(Guid id, long afterSeq, Func<FeedItem, Task> tell, CancellationToken ct) => FollowAsync(
        $"api/workflows/{id}/events", afterSeq > 0 ? afterSeq.ToString(System.Globalization.CultureInfo.InvariantCulture) : "", WorkflowView.IsLast, tell, ct);

    /// <summary>Tells what happens to any workflow from now on, until cancelled.</summary>
    /// <exception cref="ApiProblemException">Api refuses.</exception>
    public Task FollowAllAsync(Func<FeedItem, Task> tell, CancellationToken ct) => FollowAsync("api/events", lastId: "", isLast: _ => false, tell, ct);

    private async Task FollowAsync(string path, string lastId, Func<EventResource, bool> isLast, Func<FeedItem, Task> tell, CancellationToken ct)
    {
        using var watching = metrics.Watching();
        for (var failures = 0; ;)
        {
            try
            {
                using var response = await OpenAsync(path, lastId, ct);
                if (response.StatusCode == HttpStatusCode.NoContent)
                {
                    return; // It had ended before, and everything of it is known.
                }

                await tell(new FeedItem.Connected());
                failures = 0;
                await using var body = new QuietLimitStream(await response.Content.ReadAsStreamAsync(ct), s_quietAtMost, time);
                var events = SseParser.Create(body, Read);
                await foreach (var item in events.EnumerateAsync(ct))
                {
                    lastId = events.LastEventId is { Length: > 0 } id ? id : lastId;
                    await tell(new FeedItem.Happened(item.Data));
                    if (isLast(item.Data))
                    {
                        return;
                    }
                }
            }
            catch (Exception e) when (IsPassing(e) && !ct.IsCancellationRequested)
            {
                Log.LineBroken(logger, path, e.Message);
            }

            metrics.Reconnecting();
            var wait = Backoff.Before(++failures);
            await tell(new FeedItem.Interrupted(failures, wait));
            await Task.Delay(wait, time, ct);
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(string path, string lastId, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Accept.Add(new("text/event-stream"));
        if (lastId.Length > 0)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        using var answersWithin = new CancellationTokenSource(s_answersWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, answersWithin.Token);
        var response = await http.CreateClient(ApiClients.Streams).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ApiProblemException.FromAsync(response, ct);
        }
    }

    private static EventResource Read(string type, ReadOnlySpan<byte> data) =>
        JsonSerializer.Deserialize<EventResource>(data, JsonSerializerOptions.Web) ?? throw new JsonException("An event held nothing.");

    private static bool IsPassing(Exception e) => e switch
    {
        ApiProblemException problem => problem.Status is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests,
        HttpRequestException or IOException or TimeoutException or OperationCanceledException or JsonException => true,
        _ => false,
    };

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The line to {Path} broke and is tried again: {Cause}")]
        public static partial void LineBroken(ILogger logger, string path, string cause);
    }
}
