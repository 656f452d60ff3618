using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using RoiApp.Api.Progress.Statistics;

namespace RoiApp.Api.Progress;

/// <summary>Writes events as a server-sent event stream (WHATWG HTML, 9.2). Waits for the client: what it does not take is neither read nor kept.</summary>
/// <param name="heartbeatEvery">How long nothing may be said.</param>
/// <param name="stuckAfter">How long a client may take nothing while something waits.</param>
internal sealed class SseStream(PipeWriter body, ConnectionMetrics.Connection connection, TimeSpan heartbeatEvery, TimeSpan stuckAfter, TimeProvider time)
{
    private const int FlushAtBytes = 16 * 1024;

    private readonly List<long> _unflushed = [];

    /// <param name="from">Told first, so that a client that is cut before its first event resumes from there; null to tell nothing.</param>
    /// <exception cref="StuckWatcherException">The client takes nothing.</exception>
    public async Task WriteAsync(IAsyncEnumerable<LiveEvent> events, long? from, CancellationToken ct)
    {
        body.Write("retry: 1000\n"u8);
        if (from is { } position)
        {
            // A block without data sets the last event id and dispatches nothing.
            Write($"id: {position}\n");
        }
        body.Write("\n"u8);
        await FlushAsync(ct);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var each = events.GetAsyncEnumerator(reading.Token);
        var next = each.MoveNextAsync().AsTask();
        try
        {
            while (await NextAsync(next, ct))
            {
                Write(each.Current);
                next = each.MoveNextAsync().AsTask();
                if (!next.IsCompleted || body.UnflushedBytes > FlushAtBytes)
                {
                    await FlushAsync(ct);
                }
            }
        }
        finally
        {
            // What is still being read cannot be disposed of before it has ended.
            await reading.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // With a heartbeat every so often until it is there.
    private async Task<bool> NextAsync(Task<bool> next, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await next.WaitAsync(heartbeatEvery, time, ct);
            }
            catch (TimeoutException) when (!next.IsCompleted)
            {
                body.Write(": still here\n\n"u8);
                await FlushAsync(ct);
                continue;
            }
            catch (TimeoutException)
            {
                // It came in the same moment.
            }
            return await next;
        }
    }

    private void Write(LiveEvent e)
    {
        if (!e.IsPassing)
        {
            Write($"id: {e.Number}\n");
        }
        body.Write("data: "u8);
        body.Write(EventBytes.Of(e));
        body.Write("\n\n"u8);
        _unflushed.Add(e.OfferedAt);
    }

    private void Write(FormattableString text) => Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture), body);

    private async Task FlushAsync(CancellationToken ct)
    {
        var bytes = body.UnflushedBytes;
        var flushing = body.FlushAsync(ct);
        if (!flushing.IsCompleted)
        {
            await StuckWatcherException.GuardAsync(flushing.AsTask(), stuckAfter, time);
        }
        else
        {
            await flushing;
        }
        connection.Wrote(_unflushed.Count, bytes);
        foreach (var offeredAt in _unflushed)
        {
            connection.Delivered(offeredAt);
        }
        _unflushed.Clear();
    }
}
