using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using RoiApp.Contracts.Rest;
using RoiApp.Web.Api;

namespace RoiApp.Web.Live;

/// <summary>Follows a workflow over Api's server-sent events, across broken lines, until it has ended.</summary>
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
    public async Task FollowAsync(Guid id, long afterSeq, Func<FeedItem, Task> tell, CancellationToken ct)
    {
        using var watching = metrics.Watching();
        for (var failures = 0; ;)
        {
            try
            {
                using var response = await OpenAsync(id, afterSeq, ct);
                if (response.StatusCode == HttpStatusCode.NoContent)
                {
                    return; // It had ended before, and everything of it is known.
                }

                await tell(new FeedItem.Connected());
                failures = 0;
                await using var body = new QuietLimitStream(await response.Content.ReadAsStreamAsync(ct), s_quietAtMost, time);
                await foreach (var item in SseParser.Create(body, Read).EnumerateAsync(ct))
                {
                    afterSeq = Math.Max(afterSeq, item.Data.Seq);
                    await tell(new FeedItem.Happened(item.Data));
                    if (WorkflowView.IsLast(item.Data))
                    {
                        return;
                    }
                }
            }
            catch (Exception e) when (IsPassing(e) && !ct.IsCancellationRequested)
            {
                Log.LineBroken(logger, id, e.Message);
            }

            metrics.Reconnecting();
            var wait = Backoff.Before(++failures);
            await tell(new FeedItem.Interrupted(failures, wait));
            await Task.Delay(wait, time, ct);
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(Guid id, long afterSeq, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"api/workflows/{id}/events", UriKind.Relative));
        request.Headers.Accept.Add(new("text/event-stream"));
        if (afterSeq > 0)
        {
            request.Headers.Add("Last-Event-ID", afterSeq.ToString(System.Globalization.CultureInfo.InvariantCulture));
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
        [LoggerMessage(LogLevel.Information, "The line to the events of workflow {WorkflowId} broke and is tried again: {Cause}")]
        public static partial void LineBroken(ILogger logger, Guid workflowId, string cause);
    }
}
