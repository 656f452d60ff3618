using System.Net;
using RoiApp.Web.Api;

namespace RoiApp.Web.Live;

/// <summary>What happens to all workflows, over one line to Api for however many pages look on; none while nobody does.</summary>
/// <remarks>Listeners are told on any thread, one item after another, and must not block.</remarks>
internal sealed partial class OwnerFeed(EventFeed feed, TimeProvider time, ILogger<OwnerFeed> logger) : IDisposable
{
    private static readonly TimeSpan s_refusedFor = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly List<Action<FeedItem>> _listeners = [];
    private CancellationTokenSource? _line;
    private FeedItem? _state;

    /// <summary>Begins to listen. Dispose to stop.</summary>
    /// <param name="tell">Is told first how the line stands, if it stands already, then everything that comes.</param>
    public IDisposable Listen(Action<FeedItem> tell)
    {
        lock (_gate)
        {
            _listeners.Add(tell);
            if (_line is null)
            {
                _line = new();
                _ = RunAsync(_line.Token);
            }
            else if (_state is { } state)
            {
                tell(state);
            }
        }

        return new Listening(this, tell);
    }

    private async Task RunAsync(CancellationToken ct)
    {
        await Task.Yield(); // Off the caller's thread, and out of its lock.
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await feed.FollowAllAsync(item => Tell(item, ct), ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (ApiProblemException e) when (e.Status == HttpStatusCode.NotFound)
            {
                // An Api that was not updated yet: a line that is open anew now and then makes lists look again.
                await Tell(new FeedItem.Connected(), ct);
                await Task.Delay(s_refusedFor, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e)
            {
                Log.Refused(logger, e);
                await Tell(new FeedItem.Interrupted(1, s_refusedFor), ct);
                await Task.Delay(s_refusedFor, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private Task Tell(FeedItem item, CancellationToken ct)
    {
        Action<FeedItem>[] listeners;
        lock (_gate)
        {
            if (ct.IsCancellationRequested)
            {
                return Task.CompletedTask; // The last of this line's words; a newer one may be there already.
            }

            _state = item is FeedItem.Happened ? _state : item;
            listeners = [.. _listeners];
        }

        foreach (var listener in listeners)
        {
            listener(item);
        }

        return Task.CompletedTask;
    }

    private void Leave(Action<FeedItem> tell)
    {
        lock (_gate)
        {
            if (_listeners.Remove(tell) && _listeners.Count == 0)
            {
                HangUp();
            }
        }
    }

    private void HangUp()
    {
        _line?.Cancel();
        _line?.Dispose();
        (_line, _state) = (null, null);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            HangUp();
        }
    }

    private sealed class Listening(OwnerFeed feed, Action<FeedItem> tell) : IDisposable
    {
        public void Dispose() => feed.Leave(tell);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Api does not tell of all workflows; asking again.")]
        public static partial void Refused(ILogger logger, Exception e);
    }
}
