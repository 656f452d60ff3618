using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client.Wire;
using Grpc.Net.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>One call over one HTTP/2 request: what its method sees. How it starts and ends is in the other parts of this class.</summary>
internal sealed partial class HttpContextServerCallContext(HttpContext http, CallSettings settings) : ServerCallContext, IServerCallContextFeature
{
    private static readonly AuthContext s_unauthenticated = new(null, []);

    private static readonly HashSet<string> s_notMetadata = new(StringComparer.OrdinalIgnoreCase)
    {
        GrpcProtocol.Encoding, GrpcProtocol.AcceptEncoding, GrpcProtocol.Timeout, GrpcProtocol.Te, "content-type", "content-length", "host", "accept-encoding",
    };

    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;
    private AuthContext? _authContext;
    private FrameReader? _reader;
    private FrameWriter? _writer;
    private ICompressionProvider? _responseCompression;

    public HttpContext HttpContext { get; } = http;

    public CallSettings Settings { get; } = settings;

    ServerCallContext IServerCallContextFeature.ServerCallContext => this;

    public FrameReader Reader => _reader ??= new FrameReader(
        HttpContext.Request.BodyReader, Settings.MaxReceiveBytes, HttpContext.Request.Headers[GrpcProtocol.Encoding], Settings.Compression);

    public FrameWriter Writer => _writer ??= new FrameWriter(Settings.MaxSendBytes);

    /// <summary>How the next message is compressed, if it is.</summary>
    public ICompressionProvider? MessageCompression => HasFlag(WriteFlags.NoCompress) ? null : _responseCompression;

    public bool MayBuffer => HasFlag(WriteFlags.BufferHint);

    protected override string MethodCore => HttpContext.Request.Path.Value!;

    protected override string HostCore => HttpContext.Request.Host.Value ?? "";

    /// <summary>In the form of gRPC's naming document.</summary>
    protected override string PeerCore => HttpContext.Connection is not { RemoteIpAddress: { } address } connection
        ? ""
        : address.AddressFamily switch
        {
            AddressFamily.InterNetwork => $"ipv4:{address}:{connection.RemotePort}",
            AddressFamily.InterNetworkV6 => $"ipv6:[{address}]:{connection.RemotePort}",
            _ => $"unknown:{address}:{connection.RemotePort}",
        };

    protected override DateTime DeadlineCore => _deadline;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= ReadHeaders(HttpContext.Request.Headers);

    protected override CancellationToken CancellationTokenCore => _deadlineSource?.Token ?? HttpContext.RequestAborted;

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => _authContext ??= HttpContext.Connection.ClientCertificate is { } certificate
        ? ClientCertificateProperties.Of(certificate)
        : s_unauthenticated;

    protected override IDictionary<object, object> UserStateCore => HttpContext.Items!;

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotImplementedException("CreatePropagationToken will be implemented in a future version."); // The package's own words; see Propagation/.

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        if (HttpContext.Response.HasStarted)
        {
            throw new InvalidOperationException("Response headers can only be sent once per call.");
        }

        foreach (var entry in responseHeaders)
        {
            if (entry.Key == GrpcProtocol.CompressionRequest)
            {
                SetResponseEncoding(entry.Value);
            }
            else
            {
                HttpContext.Response.Headers.Append(entry.Key, BinaryHeader.Encode(entry));
            }
        }

        return HttpContext.Response.BodyWriter.FlushAsync(CancellationToken.None).AsTask();
    }

    private static Metadata ReadHeaders(IHeaderDictionary headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers)
        {
            if (name.StartsWith(':') || s_notMetadata.Contains(name))
            {
                continue;
            }

            foreach (var value in values)
            {
                BinaryHeader.AddTo(metadata, name, value ?? "");
            }
        }

        return metadata;
    }

    private bool HasFlag(WriteFlags flag) => WriteOptions is { } options && (options.Flags & flag) != 0;

    private void SetResponseEncoding(string encoding)
    {
        _responseCompression = Settings.Compression.Find(encoding);
        HttpContext.Response.Headers[GrpcProtocol.Encoding] = _responseCompression is null ? CompressionProviders.Identity : encoding;
    }

    /// <summary>"The Message-Accept-Encoding header may be sent by the client; a server must not use an encoding that it lacks."</summary>
    private bool ClientAccepts(string encoding) =>
        HttpContext.Request.Headers[GrpcProtocol.AcceptEncoding].ToString().Split(',', StringSplitOptions.TrimEntries).Contains(encoding, StringComparer.Ordinal);
}
