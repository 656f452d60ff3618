using System.Net;

namespace Grpc.Net.Client.Calls;

/// <summary>Messages that can be sent again from the first until the call is committed to one attempt.</summary>
/// <remarks>
/// Each attempt sends the messages kept so far and then waits for more. A write ends when the current attempt has sent its message, so flow
/// control still reaches the writer. When more than <paramref name="maxBytes"/> would have to be kept, the call commits itself.
/// </remarks>
internal sealed class ReplayedStream(long maxBytes) : MessageStream
{
    private readonly CancellationTokenSource _aborted = new();
    private readonly Lock _gate = new();
    private readonly List<byte[]> _kept = [];
    private TaskCompletionSource _changed = NewSignal();
    private int _dropped; // Messages before the first one kept.
    private int _attempt;
    private int _sent;
    private long _bytes;
    private bool _committed;
    private bool _completed;

    public override bool CanRepeat
    {
        get
        {
            lock (_gate)
            {
                return !_committed;
            }
        }
    }

    /// <summary>The attempt before sends nothing more.</summary>
    public override HttpContent NextAttempt()
    {
        lock (_gate)
        {
            _sent = 0;
            return new AttemptContent(this, ++_attempt);
        }
    }

    public override async Task WriteAsync(ReadOnlyMemory<byte> frame, bool flush, CancellationToken ct)
    {
        int index;
        lock (_gate)
        {
            index = _dropped + _kept.Count;
            _kept.Add(frame.ToArray());
            _bytes += frame.Length;
            if (_bytes > maxBytes)
            {
                CommitHeld();
            }

            Signal();
        }

        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_sent > index)
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(ct).ConfigureAwait(false);
        }
    }

    public override void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            Signal();
        }
    }

    public override void Abort() => _aborted.Cancel();

    public override void Commit()
    {
        lock (_gate)
        {
            CommitHeld();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void CommitHeld()
    {
        _committed = true;
        var sent = Math.Max(0, _sent - _dropped);
        _kept.RemoveRange(0, sent);
        _dropped += sent;
    }

    private void Signal()
    {
        var waiting = _changed;
        _changed = NewSignal();
        waiting.SetResult();
    }

    private async Task SendAsync(Stream stream, int attempt, CancellationToken ct)
    {
        await stream.FlushAsync(ct).ConfigureAwait(false);
        while (true)
        {
            byte[]? frame;
            Task changed;
            lock (_gate)
            {
                frame = attempt == _attempt && _sent - _dropped < _kept.Count ? _kept[_sent - _dropped] : null;
                if (attempt != _attempt || (frame is null && _completed))
                {
                    return;
                }

                changed = _changed.Task;
            }

            if (frame is null)
            {
                await changed.WaitAsync(ct).ConfigureAwait(false);
                continue;
            }

            await stream.WriteAsync(frame, ct).ConfigureAwait(false);
            await stream.FlushAsync(ct).ConfigureAwait(false);
            lock (_gate)
            {
                if (attempt == _attempt)
                {
                    _sent++;
                    if (_committed)
                    {
                        CommitHeld();
                    }

                    Signal();
                }
            }
        }
    }

    private sealed class AttemptContent(ReplayedStream messages, int attempt) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, messages._aborted.Token);
            try
            {
                await messages.SendAsync(stream, attempt, ended.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !messages._aborted.IsCancellationRequested)
            {
                // The connection is lost, or the server has ended the attempt: let its own words be heard, not this one.
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = -1;
            return false;
        }
    }
}
