using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
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

    private GrpcChannel(Uri address, GrpcChannelOptions options) : base(address.Authority)
    {
        _address = address;
        (Transport, _ownsTransport) = CreateTransport(options);
        MaxSendBytes = options.MaxSendMessageSize;
        MaxReceiveBytes = options.MaxReceiveMessageSize;
        Compression = options.CompressionProviders is null ? CompressionProviders.Default : new CompressionProviders(options.CompressionProviders);
        ThrowsOperationCancelled = options.ThrowOperationCanceledOnCancellation;
        Version = options.HttpVersion ?? HttpVersion.Version20;
        VersionPolicy = options.HttpVersionPolicy ?? HttpVersionPolicy.RequestVersionExact;
        Credentials = ChannelCallCredentials.From(options, IsSecure);
    }

    internal HttpMessageInvoker Transport { get; }

    internal int? MaxSendBytes { get; }

    internal int? MaxReceiveBytes { get; }

    internal CompressionProviders Compression { get; }

    internal bool ThrowsOperationCancelled { get; }

    internal Version Version { get; }

    internal HttpVersionPolicy VersionPolicy { get; }

    internal ChannelCallCredentials Credentials { get; }

    internal CancellationToken Disposing => _disposing.Token;

    private bool IsSecure => _address.Scheme == Uri.UriSchemeHttps;

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

    /// <summary>Ends the calls that still run, and closes the connections unless the transport is the caller's.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _disposing.Cancel();
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

    private static (HttpMessageInvoker Transport, bool Owned) CreateTransport(GrpcChannelOptions options) => options switch
    {
        { HttpClient: { } client } => (client, options.DisposeHttpClient),
        { HttpHandler: { } handler } => (new HttpMessageInvoker(handler, options.DisposeHttpClient), options.DisposeHttpClient),
        _ => (new HttpMessageInvoker(new SocketsHttpHandler { EnableMultipleHttp2Connections = true }), true),
    };
}
