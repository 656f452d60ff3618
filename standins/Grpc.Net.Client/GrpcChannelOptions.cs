using Grpc.Core;
using Grpc.Net.Client.Configuration;
using Grpc.Net.Compression;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client;

public sealed class GrpcChannelOptions
{
    private const int DefaultMaxReceiveBytes = 4 * 1024 * 1024;

    public ChannelCredentials? Credentials { get; set; }

    /// <summary>Bytes; <see langword="null"/> for no limit, which is the default.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>Bytes; <see langword="null"/> for no limit. 4 MiB by default.</summary>
    public int? MaxReceiveMessageSize { get; set; } = DefaultMaxReceiveBytes;

    /// <summary>Which methods are retried, and how calls are spread over addresses.</summary>
    public ServiceConfig? ServiceConfig { get; set; }

    /// <summary>Limits what retry policies say. 5 by default; <see langword="null"/> for no limit.</summary>
    public int? MaxRetryAttempts { get; set; } = 5;

    /// <summary>Bytes of a request stream that are kept for a retry; a call that sends more is not retried. 1 MiB by default; <see langword="null"/> for no limit.</summary>
    public long? MaxRetryBufferPerCallSize { get; set; } = 1024 * 1024;

    /// <summary>How long an address that could not be connected to is passed over at first; longer after each further failure.</summary>
    public TimeSpan InitialReconnectBackoff { get; set; } = TimeSpan.FromSeconds(1);

    public TimeSpan? MaxReconnectBackoff { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>What this side can decompress, and compress when a call asks for it. gzip and deflate by default.</summary>
    public IList<ICompressionProvider>? CompressionProviders { get; set; }

    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Not together with <see cref="HttpHandler"/>.</summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>Not together with <see cref="HttpClient"/>.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>Whether the channel disposes the client or handler given to it. One that it made itself it always does.</summary>
    public bool DisposeHttpClient { get; set; }

    /// <summary>Whether a call that is cancelled or runs out of time throws <see cref="OperationCanceledException"/> instead of <see cref="RpcException"/>.</summary>
    public bool ThrowOperationCanceledOnCancellation { get; set; }

    /// <summary>Sends call credentials over plain text, too. For tests.</summary>
    public bool UnsafeUseInsecureChannelCallCredentials { get; set; }

    /// <summary>HTTP/2 by default.</summary>
    public Version? HttpVersion { get; set; }

    /// <summary>Exactly the version asked for, by default.</summary>
    public HttpVersionPolicy? HttpVersionPolicy { get; set; }

    public IServiceProvider? ServiceProvider { get; set; }
}
