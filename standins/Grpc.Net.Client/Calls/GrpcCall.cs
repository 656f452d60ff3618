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
    public void Start(HttpContent content)
    {
        Watch(_options);
        Started = SendAsync(content);
    }

    /// <summary>Frames the only message of the request.</summary>
    public FramedContent Frame(TRequest message)
    {
        var buffer = new PooledBuffer();
        try
        {
            var compression = (WriteOptions?.Flags & WriteFlags.NoCompress) == WriteFlags.NoCompress ? null : Compression;
            new FrameWriter(Channel.MaxSendBytes).Write(buffer, message, Method.RequestMarshaller.ContextualSerializer, compression, null);
            return new FramedContent(buffer.Written.ToArray());
        }
        finally
        {
            buffer.Dispose();
        }
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

    private async Task SendAsync(HttpContent content)
    {
        try
        {
            if (HasEnded) // A deadline in the past: nothing is sent.
            {
                return;
            }

            using var request = RequestHead.Create(Channel, Method, _host, content, TimeLeft(), previousAttempts: 0);
            RequestHead.Add(request.Headers, _options.Headers);
            if (Channel.Credentials.Applies(_options))
            {
                var shown = new Metadata();
                await Channel.Credentials.AddToAsync(shown, Method, request.RequestUri!, _options, Cancellation).ConfigureAwait(false);
                RequestHead.Add(request.Headers, shown);
            }

            _response = await Channel.Transport.SendAsync(request, Cancellation).ConfigureAwait(false);
            if (ResponseHead.EarlyStatus(_response) is { } status)
            {
                var missesMessage = status.StatusCode == StatusCode.OK && (Method.Type is MethodType.Unary or MethodType.ClientStreaming);
                End(missesMessage ? s_noMessage : status, ResponseHead.Metadata(_response.Headers));
                return;
            }

            var encoding = _response.Headers.NonValidated.TryGetValues(GrpcProtocol.Encoding, out var values) ? values.ToString() : null;
            _pipe = PipeReader.Create(await _response.Content.ReadAsStreamAsync(Cancellation).ConfigureAwait(false), s_pipe);
            _reader = new FrameReader(_pipe, Channel.MaxReceiveBytes, encoding, Channel.Compression);
        }
        catch (Exception e)
        {
            End(FailureStatus.Of(FailureStatus.WhenStarting, e), Metadata.Empty);
        }
    }

    private void EndWithTrailers(bool messageMissing)
    {
        var status = ResponseHead.FinalStatus(_response!);
        var trailers = ResponseHead.Metadata(_response!.TrailingHeaders);
        End(messageMissing && status.StatusCode == StatusCode.OK ? s_noMessage : status, trailers, complete: true);
    }
}
