using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace RoiApp.Processing.Transcription;

/// <summary>Work on many items at once whose results come out in the order that the items went in.</summary>
internal static class InOrder
{
    /// <param name="ahead">How many items may be in work or done while the oldest is waited for: what bounds the memory.</param>
    /// <remarks>When the results are no longer read, or one fails, the rest is cancelled and has ended once the enumerator is disposed of.</remarks>
    public static async IAsyncEnumerable<TResult> SelectInOrderAsync<T, TResult>(
        this IAsyncEnumerable<T> items, int ahead, Func<T, CancellationToken, Task<TResult>> work, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var room = new SemaphoreSlim(ahead);
        var begun = Channel.CreateUnbounded<Task<TResult>>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true }); // Bounded by room.
        var beginning = BeginAllAsync(items, work, room, begun.Writer, stop.Token);
        try
        {
            await foreach (var result in begun.Reader.ReadAllAsync(ct))
            {
                yield return await result;
                room.Release();
            }
        }
        finally
        {
            await stop.CancelAsync();
            await beginning;
            while (begun.Reader.TryRead(out var left))
            {
                await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task BeginAllAsync<T, TResult>(
        IAsyncEnumerable<T> items, Func<T, CancellationToken, Task<TResult>> work, SemaphoreSlim room, ChannelWriter<Task<TResult>> begun, CancellationToken ct)
    {
        try
        {
            await foreach (var item in items.WithCancellation(ct))
            {
                await room.WaitAsync(ct);
                await begun.WriteAsync(work(item, ct), ct);
            }
            begun.Complete();
        }
        catch (Exception e)
        {
            begun.Complete(e);
        }
    }
}
