using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Grpc.Net.Client.Balancer.Internal;
using Grpc.Net.Client.Calls;
using Grpc.Net.Compression;

namespace Grpc.Net.Client;

/// <summary>The way to a server over HTTP/2. Make one, share it, dispose it: its connections outlive the calls.</summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly ConcurrentDictionary<string, Uri> _methodAddresses = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _disposing = new();
    private readonly Uri _address;
    private readonly bool _ownsTransport;
    private int _disposed;

    private GrpcChannel(Uri address, GrpcChannelOptions options) : base(TargetOf(address))
    {
        Credentials = ChannelCallCredentials.From(options, address);
        _address = new Uri($"{(Credentials.IsSecure ? Uri.UriSchemeHttps : Uri.UriSchemeHttp)}://{TargetOf(address)}");
        (Transport, _ownsTransport, Connections) = ChannelTransport.Create(address, options, Credentials.IsSecure);
        MaxSendBytes = options.MaxSendMessageSize;
        MaxReceiveBytes = options.MaxReceiveMessageSize;
        MaxRetryBytes = options.MaxRetryBufferPerCallSize ?? long.MaxValue;
        Retries = new RetryBook(options.ServiceConfig, options.MaxRetryAttempts);
        Compression = options.CompressionProviders is null ? CompressionProviders.Default : new CompressionProviders(options.CompressionProviders);
        ThrowsOperationCancelled = options.ThrowOperationCanceledOnCancellation;
        Version = options.HttpVersion ?? HttpVersion.Version20;
        VersionPolicy = options.HttpVersionPolicy ?? HttpVersionPolicy.RequestVersionExact;
    }

    /// <summary>How the channel stands with its servers.</summary>
    /// <exception cref="InvalidOperationException">The transport is no <see cref="SocketsHttpHandler"/> whose connections can be seen.</exception>
    public ConnectivityState State => SeenConnections.State;

    internal HttpMessageInvoker Transport { get; }

    internal int? MaxSendBytes { get; }

    internal int? MaxReceiveBytes { get; }

    internal long MaxRetryBytes { get; }

    internal RetryBook Retries { get; }

    internal CompressionProviders Compression { get; }

    internal bool ThrowsOperationCancelled { get; }

    internal Version Version { get; }

    internal HttpVersionPolicy VersionPolicy { get; }

    internal ChannelCallCredentials Credentials { get; }

    internal CancellationToken Disposing => _disposing.Token;

    /// <summary>Nothing where the transport makes them and tells nobody.</summary>
    internal ChannelConnections? Connections { get; }

    private ChannelConnections SeenConnections => Connections ?? throw ChannelTransport.Unseen();

    public static GrpcChannel ForAddress(string address) => ForAddress(address, new GrpcChannelOptions());

    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        return ForAddress(new Uri(address), channelOptions);
    }

    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    /// <exception cref="ArgumentException">Both a client and a handler are given, or the address's scheme is unknown.</exception>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);
        if (channelOptions is { HttpClient: not null, HttpHandler: not null })
        {
            throw new ArgumentException(
                $"{nameof(GrpcChannelOptions.HttpClient)} and {nameof(GrpcChannelOptions.HttpHandler)} have been configured. Only one HTTP caller can be specified.", nameof(channelOptions));
        }

        return new GrpcChannel(address, channelOptions);
    }

    public override CallInvoker CreateCallInvoker()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return new HttpCallInvoker(this);
    }

    /// <summary>Connects without a call. Ends once the channel is <see cref="ConnectivityState.Ready"/>; failed attempts are repeated until then.</summary>
    /// <exception cref="InvalidOperationException">The transport is no <see cref="SocketsHttpHandler"/> whose connections can be seen.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return SeenConnections.ConnectAsync(cancellationToken);
    }

    /// <summary>Ends when <see cref="State"/> is or becomes another than <paramref name="lastObservedState"/>.</summary>
    /// <exception cref="InvalidOperationException">The transport is no <see cref="SocketsHttpHandler"/> whose connections can be seen.</exception>
    public Task WaitForStateChangedAsync(ConnectivityState lastObservedState, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return SeenConnections.WaitForStateChangedAsync(lastObservedState, cancellationToken);
    }

    /// <summary>Ends the calls that still run, and closes the connections unless the transport is the caller's.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _disposing.Cancel();
        Connections?.Dispose();
        if (_ownsTransport)
        {
            Transport.Dispose();
        }
    }

    internal Uri AddressOf(IMethod method) => _methodAddresses.GetOrAdd(method.FullName, static (path, address) => new Uri(address, path), _address);

    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <summary>The authority of the requests: that of the address, or the name that a resolver looks up.</summary>
    private static string TargetOf(Uri address) => address switch
    {
        { Authority.Length: > 0 } => address.Authority,
        { AbsolutePath.Length: > 1 } => address.AbsolutePath.TrimStart('/'),
        _ => "localhost",
    };
}
