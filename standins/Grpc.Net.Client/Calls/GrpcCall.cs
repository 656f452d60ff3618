using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Net.Client.Wire;
using Grpc.Net.Compression;

namespace Grpc.Net.Client.Calls;

/// <summary>One call over one HTTP/2 request.</summary>
/// <remarks>
/// A call has one end, and the first of these settles it: the server's status, a failure of the transport, the deadline, the caller's
/// token, <see cref="Dispose"/>. Everything that waits on the call then ends with that status.
/// </remarks>
internal sealed partial class GrpcCall<TRequest, TResponse> : IDisposable
    where TRequest : class
    where TResponse : class
{
    private static readonly StreamPipeReaderOptions s_pipe = new(bufferSize: 16 * 1024, minimumReadSize: 4 * 1024, leaveOpen: true);

    private readonly CallOptions _options;
    private readonly string? _host;
    private HttpResponseMessage? _response;
    private PipeReader? _pipe;
    private FrameReader? _reader;

    public GrpcCall(GrpcChannel channel, Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        if (options.Deadline is { Kind: not DateTimeKind.Utc } deadline && deadline != DateTime.MaxValue && deadline != DateTime.MinValue)
        {
            throw new InvalidOperationException("Deadline must have a kind DateTimeKind.Utc or be equal to DateTime.MaxValue or DateTime.MinValue.");
        }

        Channel = channel;
        Method = method;
        _host = host;
        _options = options;
        var encoding = options.Headers?.GetValue(GrpcProtocol.CompressionRequest);
        Compression = encoding is null or CompressionProviders.Identity
            ? null
            : channel.Compression.Find(encoding) ?? throw new InvalidOperationException($"Could not find compression provider for '{encoding}'.");
    }

    public GrpcChannel Channel { get; }

    public Method<TRequest, TResponse> Method { get; }

    public WriteOptions? WriteOptions => _options.WriteOptions;

    public ICompressionProvider? Compression { get; }

    /// <summary>Ends, never fails, when the response's headers are here or the call has ended without any.</summary>
    public Task Started { get; private set; } = Task.CompletedTask;

    /// <summary>Sends the request; the response is then read by <see cref="ReadOnlyMessageAsync"/> or <see cref="ReadNextAsync"/>.</summary>
    public void Start(RequestBody body)
    {
        Watch(_options);
        Started = SendAsync(body);
    }

    /// <summary>Frames the only message of the request.</summary>
    public SingleMessage Frame(TRequest message)
    {
        using var frames = new FrameWriter(Channel.MaxSendBytes);
        var compression = (WriteOptions?.Flags & WriteFlags.NoCompress) == WriteFlags.NoCompress ? null : Compression;
        return new SingleMessage(frames.Write(message, Method.RequestMarshaller.ContextualSerializer, compression, null).ToArray());
    }

    /// <summary>The message of a call whose response is exactly one.</summary>
    public async Task<TResponse> ReadOnlyMessageAsync()
    {
        try
        {
            await Started.ConfigureAwait(false);
            ThrowIfEnded();
            var message = await _reader!.ReadAsync(Method.ResponseMarshaller.ContextualDeserializer, Cancellation).ConfigureAwait(false);
            if (message is not null)
            {
                await _reader.ExpectEndAsync(Cancellation).ConfigureAwait(false);
            }

            EndWithTrailers(messageMissing: message is null);
            ThrowIfEnded();
            return message!;
        }
        catch (Exception e) when (e is not RpcException || !HasEnded)
        {
            throw Failed(FailureStatus.WhenReading, e);
        }
    }

    /// <summary>The next message of a stream if it has arrived, without waiting.</summary>
    public TResponse? TryReadNext()
    {
        if (!Started.IsCompleted || HasEnded)
        {
            return null;
        }

        try
        {
            return _reader!.TryRead(Method.ResponseMarshaller.ContextualDeserializer);
        }
        catch (Exception e)
        {
            throw Failed(FailureStatus.WhenReading, e);
        }
    }

    /// <summary>The next message of a stream, or <see langword="null"/> when the call has ended OK.</summary>
    public async Task<TResponse?> ReadNextAsync()
    {
        try
        {
            await Started.ConfigureAwait(false);
            if (HasEnded)
            {
                ThrowIfEnded();
                return null;
            }

            var message = await _reader!.ReadAsync(Method.ResponseMarshaller.ContextualDeserializer, Cancellation).ConfigureAwait(false);
            if (message is null)
            {
                EndWithTrailers(messageMissing: false);
                ThrowIfEnded();
            }

            return message;
        }
        catch (Exception e) when (e is not RpcException || !HasEnded)
        {
            throw Failed(FailureStatus.WhenReading, e);
        }
    }

    public async Task<Metadata> GetResponseHeadersAsync()
    {
        await Started.ConfigureAwait(false);
        if (_response is null)
        {
            ThrowIfEnded();
        }

        return ResponseHead.Metadata(_response!.Headers);
    }

    private void EndWithTrailers(bool messageMissing)
    {
        var status = ResponseHead.FinalStatus(_response!);
        var trailers = ResponseHead.Metadata(_response!.TrailingHeaders);
        if (status.StatusCode == StatusCode.OK)
        {
            Channel.Retries.Succeeded();
        }

        End(messageMissing && status.StatusCode == StatusCode.OK ? s_noMessage : status, trailers, complete: true);
    }
}
