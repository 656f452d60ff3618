namespace RoiApp.Api.Pipeline;

/// <summary>The right of one run to hear a recording while others wait for it.</summary>
/// <param name="fence">Greater than that of every hearing of the recording before; 0 when no other process could be asked.</param>
internal sealed class Hearing(long fence, Func<ValueTask> end) : IAsyncDisposable
{
    private Func<ValueTask>? _end = end;

    public long Fence => fence;

    /// <summary>Lets others in. Again does nothing.</summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _end, null)?.Invoke() ?? ValueTask.CompletedTask;
}
