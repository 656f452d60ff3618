using System.Globalization;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using RoiApp.Api.Data;
using RoiApp.Api.Problems;
using RoiApp.Api.Progress.Statistics;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Progress;

/// <summary>Live events as server-sent events: of one workflow, or of all.</summary>
internal static class SseEndpoint
{
    public static void MapSse(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/workflows/{id:guid}/events", WatchOneAsync).WithTags("Progress").WithName("WatchWorkflow")
            .WithSummary("Server-sent events until the workflow's last; resumes after Last-Event-ID or ?after=.")
            .Produces<EventResource>(StatusCodes.Status200OK, "text/event-stream")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/api/events", WatchAllAsync).WithTags("Progress").WithName("WatchAll")
            .WithSummary("Server-sent events of all workflows, without end; from now on, or after Last-Event-ID or ?after=.")
            .Produces<EventResource>(StatusCodes.Status200OK, "text/event-stream").ProducesProblem(StatusCodes.Status400BadRequest);
    }

    /// <summary>A seq or position that a client names; null when it names none.</summary>
    public static long? Number(string? text, string field) => text switch
    {
        null or "" => null,
        _ when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw ProblemType.InvalidField.Because($"'{field}' has to be the number of the last event received, such as 12.", field),
    };

    private static async Task WatchOneAsync(Guid id, string? after, HttpContext http, Watching watching, EventLog log, CancellationToken ct)
    {
        var from = From(http, after) ?? 0;
        var head = await log.HeadAsync(id, ct) ?? throw ProblemType.WorkflowNotFound.Because($"There is no workflow {id}. It may have been deleted.");
        if (head.Status.IsFinal() && head.LastSeq <= from)
        {
            // Nothing is to come. 204 is what tells an EventSource to stop reconnecting.
            http.Response.Headers.CacheControl = "no-store";
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        await StreamAsync(http, watching.WatchAsync(id, from, ct), from: null, ct);
    }

    private static async Task WatchAllAsync(string? after, HttpContext http, Watching watching, OwnerLog log, CancellationToken ct)
    {
        var from = From(http, after) ?? await log.PositionAsync(Owner.Local, ct);
        await StreamAsync(http, watching.WatchOwnerAsync(Owner.Local, from, ct), from, ct);
    }

    private static long? From(HttpContext http, string? after) => Number(http.Request.Headers["Last-Event-ID"].ToString(), "Last-Event-ID") ?? Number(after, "after");

    private static async Task StreamAsync(HttpContext http, IAsyncEnumerable<LiveEvent> events, long? from, CancellationToken ct)
    {
        var services = http.RequestServices;
        var options = services.GetRequiredService<IOptions<ProgressOptions>>().Value;
        var connection = services.GetRequiredService<ConnectionMetrics>().Open(LiveChannel.Sse);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null; // How slow a watcher may be is ours to say.
        }
        try
        {
            await new SseStream(http.Response.BodyWriter, connection, options.HeartbeatEvery, options.StuckAfter, services.GetRequiredService<TimeProvider>()).WriteAsync(events, from, ct);
            connection.End(ConnectionEnd.Ended);
        }
        catch (OperationCanceledException)
        {
            // The client went away, or the server goes down: the stream ends, and is resumed elsewhere by its last id.
            connection.End(ct.IsCancellationRequested ? ConnectionEnd.ClientLeft : ConnectionEnd.Stopping);
        }
        catch (StuckWatcherException)
        {
            connection.End(ConnectionEnd.Slow);
            http.Abort();
        }
        finally
        {
            connection.End(ConnectionEnd.Failed); // Unless it has ended otherwise.
        }
    }
}
