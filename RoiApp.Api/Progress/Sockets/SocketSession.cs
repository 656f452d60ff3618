using System.Net.WebSockets;
using RoiApp.Api.Problems;
using RoiApp.Api.Progress.Statistics;

namespace RoiApp.Api.Progress.Sockets;

/// <summary>
/// One WebSocket: subscriptions write to it, each when it is its turn, and one reader does what the client asks. What waits for a slow client is what its
/// <see cref="Watcher"/>s hold, and no more.
/// </summary>
internal sealed partial class SocketSession(WebSocket socket, SocketWriter writer, SocketCommands commands, SocketSubscriptions subscriptions, ILogger<SocketSession> logger)
{
    private const int MaxFrameBytes = 4 * 1024;
    private const int MaxProblems = 100;

    private readonly TaskCompletionSource<SocketEnd> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Subscribes as asked, then serves until either side ends it, and closes the connection.</summary>
    /// <param name="first">What the connection was opened for; null for nothing yet.</param>
    public async Task<ConnectionEnd> RunAsync(SocketRequest? first, CancellationToken stopping)
    {
        await using var stop = stopping.Register(() => End(SocketEnd.Stopping));
        subscriptions.Ended += failure => End(failure is null ? SocketEnd.NothingLeft : Of(failure));
        var receiving = ServeAsync(first);
        var end = await _over.Task;
        subscriptions.Stop();
        if (end.Code is { } code)
        {
            await writer.CloseAsync(code, end.Reason, receiving);
        }
        socket.Abort(); // Nothing, when both have closed.
        await receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await subscriptions.DisposeAsync();
        return end.Why;
    }

    private void End(SocketEnd end) => _over.TrySetResult(end);

    private async Task ServeAsync(SocketRequest? first)
    {
        try
        {
            if (first is not null)
            {
                await commands.RunAsync(first, CancellationToken.None);
            }
            await ReceiveAsync();
        }
        catch (Exception e)
        {
            End(e is ProblemException { Type: var type } && type == ProblemType.WorkflowNotFound ? SocketEnd.NotFound : Of(e));
        }
        if (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            await DrainAsync();
        }
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[MaxFrameBytes];
        var (length, problems) = (0, 0);
        while (!_over.Task.IsCompleted)
        {
            // Never cancelled: that would break the connection off.
            var got = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            length += got.Count;
            if (got.MessageType == WebSocketMessageType.Close)
            {
                End(SocketEnd.ClientLeft);
                return;
            }
            if (!got.EndOfMessage)
            {
                if (length == buffer.Length)
                {
                    End(SocketEnd.TooBig);
                    return;
                }
                continue;
            }
            var done = got.MessageType == WebSocketMessageType.Text
                ? await commands.RunAsync(buffer.AsMemory(0, length), CancellationToken.None)
                : await commands.RefuseBinaryAsync(CancellationToken.None);
            length = 0;
            if (!done && ++problems == MaxProblems)
            {
                End(SocketEnd.TooManyProblems);
            }
        }
    }

    // Past the end only the client's own close is of interest.
    private async Task DrainAsync()
    {
        var ignored = new byte[512];
        while ((await socket.ReceiveAsync(ignored.AsMemory(), CancellationToken.None)).MessageType != WebSocketMessageType.Close)
        {
            // Said too late.
        }
    }

    private SocketEnd Of(Exception e)
    {
        switch (e)
        {
            case StuckWatcherException:
                return SocketEnd.Slow;
            case OperationCanceledException:
                return SocketEnd.Dead; // Nothing here is cancelled by us: it was the keep-alive, for want of a pong.
            case WebSocketException or IOException or ObjectDisposedException:
                return SocketEnd.Gone;
            default:
                Log.Failed(logger, e);
                return SocketEnd.Failed;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4030, LogLevel.Error, "A WebSocket ended in an unexpected error; its client comes back and resumes.")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
