using System.Net;

namespace Grpc.Net.Client.Calls;

/// <summary>What a call sends, as one HTTP content per attempt.</summary>
internal abstract class RequestBody
{
    /// <summary>Whether <see cref="NextAttempt"/> can send the whole of it once more.</summary>
    public abstract bool CanRepeat { get; }

    public abstract HttpContent NextAttempt();

    /// <summary>No attempt will follow: what has been sent need not be kept.</summary>
    public virtual void Commit()
    {
    }
}

/// <summary>The one message of a unary or server streaming call, framed already.</summary>
internal sealed class SingleMessage(ReadOnlyMemory<byte> frame) : RequestBody
{
    public override bool CanRepeat => true;

    public override HttpContent NextAttempt() => new FramedContent(frame);

    private sealed class FramedContent(ReadOnlyMemory<byte> frame) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            stream.WriteAsync(frame, cancellationToken).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = -1; // gRPC requests carry no content length.
            return false;
        }
    }
}

/// <summary>Messages as the caller writes them.</summary>
internal abstract class MessageStream : RequestBody
{
    /// <param name="frame">Read until the returned task has ended.</param>
    /// <param name="flush">Whether the message must leave now.</param>
    /// <param name="ct">Cancelled when the call ends.</param>
    public abstract Task WriteAsync(ReadOnlyMemory<byte> frame, bool flush, CancellationToken ct);

    /// <summary>Ends the request: the server sees the end of the stream.</summary>
    public abstract void Complete();

    /// <summary>The call has ended: whatever waits here ends, too.</summary>
    public abstract void Abort();
}
