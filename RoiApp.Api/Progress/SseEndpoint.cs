using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using RoiApp.Api.Data;
using RoiApp.Api.Problems;
using RoiApp.Api.Reports;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Progress;

/// <summary>Live events as server-sent events (WHATWG HTML, 9.2).</summary>
internal static class SseEndpoint
{
    /// <summary>Proxies cut a silent connection after 30 s or more.</summary>
    public static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(15);

    public static IEndpointRouteBuilder MapProgress(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/workflows/{id:guid}/events", StreamAsync).WithTags("Progress").WithName("WatchWorkflow")
            .WithSummary("Server-sent events until the workflow's last; resumes after Last-Event-ID or ?after=.")
            .Produces<EventResource>(StatusCodes.Status200OK, "text/event-stream")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        return routes;
    }

    private static async Task StreamAsync(Guid id, string? after, HttpContext http, Watching watching, EventLog log, TimeProvider time, CancellationToken ct)
    {
        var from = Seq(http.Request.Headers["Last-Event-ID"].ToString(), "Last-Event-ID") ?? Seq(after, "after") ?? 0;
        var head = await log.HeadAsync(id, ct) ?? throw ProblemType.WorkflowNotFound.Because($"There is no workflow {id}. It may have been deleted.");
        http.Response.Headers.CacheControl = "no-store";
        if (head.Status.IsFinal() && head.LastSeq <= from)
        {
            // Nothing is to come. 204 is what tells an EventSource to stop reconnecting.
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await WriteAsync(http.Response.BodyWriter, watching.WatchAsync(id, from, ct), time, ct);
        }
        catch (OperationCanceledException)
        {
            // The client went away, or the server goes down: the stream ends, and is resumed elsewhere by its last id.
        }
    }

    private static async Task WriteAsync(PipeWriter body, IAsyncEnumerable<EventResource> events, TimeProvider time, CancellationToken ct)
    {
        body.Write("retry: 1000\n\n"u8);
        await body.FlushAsync(ct);
        await using var each = events.GetAsyncEnumerator(ct);
        var next = each.MoveNextAsync().AsTask();
        while (true)
        {
            try
            {
                if (!await next.WaitAsync(HeartbeatEvery, time, ct))
                {
                    return;
                }
            }
            catch (TimeoutException)
            {
                body.Write(": still here\n\n"u8);
                await body.FlushAsync(ct);
                continue;
            }
            Write(body, each.Current);
            next = each.MoveNextAsync().AsTask();
            if (!next.IsCompleted || body.UnflushedBytes > 32 * 1024)
            {
                await body.FlushAsync(ct);
            }
        }
    }

    private static void Write(PipeWriter body, EventResource e)
    {
        if (!Watcher.IsPassing(e))
        {
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {e.Seq}\n"), body);
        }
        body.Write("data: "u8);
        body.Write(JsonSerializer.SerializeToUtf8Bytes(e, ApiJson.Default.EventResource));
        body.Write("\n\n"u8);
    }

    private static long? Seq(string? text, string field) => text switch
    {
        null or "" => null,
        _ when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) => seq,
        _ => throw ProblemType.InvalidField.Because($"'{field}' has to be the number of the last event received, such as 12.", field),
    };
}
