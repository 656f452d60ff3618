using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using RoiApp.Api.Problems;
using RoiApp.Api.Progress.Statistics;

namespace RoiApp.Api.Progress.Sockets;

/// <summary>Live events over WebSocket (RFC 6455): of one workflow, of all, or of those that the client names.</summary>
internal static class SocketEndpoint
{
    public static void MapSockets(this IEndpointRouteBuilder routes)
    {
        // No description of these: OpenAPI has no words for WebSockets. docs/live.md has them.
        routes.MapGet("/ws/workflows/{id:guid}", WatchOneAsync).ExcludeFromDescription();
        routes.MapGet("/ws", WatchAllAsync).ExcludeFromDescription();
    }

    private static Task WatchOneAsync(Guid id, string? after, HttpContext http) =>
        ServeAsync(http, new(SocketRequests.Subscribe, id, SseEndpoint.Number(after, "after") ?? 0, Ref: null, IsSilent: true), endsWithIt: true);

    private static Task WatchAllAsync(string? after, string? feed, HttpContext http) => ServeAsync(
        http,
        feed switch
        {
            null or "" or "all" => new(SocketRequests.Subscribe, WorkflowId: null, SseEndpoint.Number(after, "after"), Ref: null),
            "none" => null,
            _ => throw ProblemType.InvalidField.Because("'feed' has to be 'all', or 'none' to begin with nothing.", "feed"),
        },
        endsWithIt: false);

    private static async Task ServeAsync(HttpContext http, SocketRequest? first, bool endsWithIt)
    {
        var services = http.RequestServices;
        var options = services.GetRequiredService<IOptions<ProgressOptions>>().Value;
        SocketOrigin.Check(http.Request, options.AllowedOrigins);
        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.Headers.Upgrade = "websocket";
            throw ProblemType.UpgradeRequired.Because("Open it as a WebSocket, version 13. Over plain HTTP the same events are at /api/events and /api/workflows/{id}/events.");
        }
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null; // How slow a watcher may be is ours to say.
        }
        // Without per-message deflate: it would cost each connection its tables, and small frames gain little.
        using var socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = options.PingEvery, KeepAliveTimeout = options.PongWithin });
        var connection = services.GetRequiredService<ConnectionMetrics>().Open(LiveChannel.WebSocket);
        try
        {
            using var writer = new SocketWriter(socket, connection, options.StuckAfter, services.GetRequiredService<TimeProvider>());
            await using var subscriptions = new SocketSubscriptions(writer, options.MaxSubscriptions, endsWithIt);
            var commands = new SocketCommands(
                writer, subscriptions, services.GetRequiredService<Watching>(), services.GetRequiredService<EventLog>(), services.GetRequiredService<OwnerLog>(),
                services.GetRequiredService<IServiceScopeFactory>(), [.. services.GetServices<SocketCommand>()]);
            var session = new SocketSession(socket, writer, commands, subscriptions, services.GetRequiredService<ILogger<SocketSession>>());
            var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
            connection.End(await session.RunAsync(first, lifetime.ApplicationStopping));
        }
        finally
        {
            connection.End(ConnectionEnd.Failed); // Unless it has ended otherwise.
        }
    }
}
