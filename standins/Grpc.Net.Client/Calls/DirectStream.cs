using System.Net;

namespace Grpc.Net.Client.Calls;

/// <summary>Messages that go straight to the connection, once.</summary>
internal sealed class DirectStream : MessageStream
{
    private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override bool CanRepeat => false;

    public override HttpContent NextAttempt() => new OpenContent(this);

    public override async Task WriteAsync(ReadOnlyMemory<byte> frame, bool flush, CancellationToken ct)
    {
        var stream = await _stream.Task.WaitAsync(ct).ConfigureAwait(false);
        await stream.WriteAsync(frame, ct).ConfigureAwait(false);
        if (flush)
        {
            await stream.FlushAsync(ct).ConfigureAwait(false);
        }
    }

    public override void Complete() => _completed.TrySetResult();

    public override void Abort()
    {
        _stream.TrySetCanceled();
        _completed.TrySetCanceled();
    }

    /// <summary>A request body that stays open until the caller completes it.</summary>
    private sealed class OpenContent(DirectStream messages) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false); // The server may answer before the first message: let it see the headers.
            messages._stream.TrySetResult(stream);
            try
            {
                await messages._completed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !messages._completed.Task.IsCanceled)
            {
                // The connection is lost, or the server has ended the call: let its own words be heard, not this one.
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = -1;
            return false;
        }
    }
}
