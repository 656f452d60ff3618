using Grpc.Core;
using Grpc.Net.Client.Wire;

namespace Grpc.Net.Client.Calls;

/// <summary>What the caller streams. A write ends when HTTP/2's flow control has let it through: a slow server slows the caller.</summary>
internal sealed class RequestStreamWriter<TRequest, TResponse>(GrpcCall<TRequest, TResponse> call, MessageStream messages) : IClientStreamWriter<TRequest>
    where TRequest : class
    where TResponse : class
{
    private readonly Lock _gate = new();
    private readonly FrameWriter _frames = new(call.Channel.MaxSendBytes);
    private Task _write = Task.CompletedTask;
    private bool _completed;

    public WriteOptions? WriteOptions { get; set; } = call.WriteOptions;

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    /// <remarks>A write cannot be taken back half-way: cancelling one cancels the call.</remarks>
    public Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (cancellationToken.IsCancellationRequested)
        {
            call.Cancel();
        }

        lock (_gate)
        {
            if (_completed)
            {
                return Task.FromException(new InvalidOperationException("Request stream has already been completed."));
            }

            if (!_write.IsCompleted)
            {
                return Task.FromException(new InvalidOperationException("Can't write the message because the previous write is in progress."));
            }

            if (call.HasEnded)
            {
                return Task.FromException(call.GetStatus().StatusCode == StatusCode.OK
                    ? new InvalidOperationException("Can't write the message because the call is complete.")
                    : call.EndException());
            }

            return _write = WriteCoreAsync(message, cancellationToken);
        }
    }

    public Task CompleteAsync()
    {
        lock (_gate)
        {
            if (!_write.IsCompleted)
            {
                return Task.FromException(new InvalidOperationException("Can't complete the client stream writer because the previous write is in progress."));
            }

            _completed = true;
        }

        messages.Complete();
        return Task.CompletedTask;
    }

    private async Task WriteCoreAsync(TRequest message, CancellationToken ct)
    {
        using var registration = ct.UnsafeRegister(static state => ((GrpcCall<TRequest, TResponse>)state!).Cancel(), call);
        var flags = WriteOptions?.Flags ?? default;
        var frame = _frames.Write(message, call.Method.RequestMarshaller.ContextualSerializer, (flags & WriteFlags.NoCompress) != 0 ? null : call.Compression, null);
        try
        {
            await messages.WriteAsync(frame, flush: (flags & WriteFlags.BufferHint) == 0, call.Cancellation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw await WhyAsync(e).ConfigureAwait(false);
        }
        finally
        {
            _frames.Trim();
        }
    }

    /// <summary>A write fails because the server has ended the call: its response, which says why, may be a moment behind.</summary>
    private async Task<Exception> WhyAsync(Exception failure)
    {
        await call.Started.ConfigureAwait(false);
        if (call.Method.Type == MethodType.ClientStreaming)
        {
            await call.Ended.ConfigureAwait(false); // Somebody reads the response: it will end.
        }

        if (!call.HasEnded)
        {
            return new RpcException(FailureStatus.Of("Error writing message.", failure));
        }

        return call.GetStatus().StatusCode == StatusCode.OK
            ? new InvalidOperationException("Can't write the message because the call is complete.", failure)
            : call.EndException();
    }
}
