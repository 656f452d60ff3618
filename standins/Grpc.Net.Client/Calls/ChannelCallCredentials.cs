using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>The credentials that every call of a channel shows, and those of single calls.</summary>
internal sealed class ChannelCallCredentials
{
    private readonly List<CallCredentials> _ofChannel = [];
    private bool _mayShow;

    /// <summary>Whether connections are made with TLS.</summary>
    public bool IsSecure { get; private set; }

    /// <exception cref="InvalidOperationException">Credentials and the address's scheme contradict each other, or neither says whether to use TLS.</exception>
    public static ChannelCallCredentials From(GrpcChannelOptions options, Uri address)
    {
        var credentials = new ChannelCallCredentials();
        var reader = new ChannelReader(credentials._ofChannel);
        options.Credentials?.InternalPopulateConfiguration(reader, credentials);
        bool? byScheme = address.Scheme == Uri.UriSchemeHttps ? true : address.Scheme == Uri.UriSchemeHttp ? false : null;
        if (reader.Secure is { } secure && byScheme is { } scheme && secure != scheme)
        {
            throw new InvalidOperationException(secure
                ? "Channel is configured with secure channel credentials and can't use a HttpClient with a 'http' scheme."
                : "Channel is configured with insecure channel credentials and can't use a HttpClient with a 'https' scheme.");
        }

        credentials.IsSecure = byScheme ?? reader.Secure ?? throw new InvalidOperationException(
            $"Unable to determine the TLS configuration of the channel from address '{address}'. GrpcChannelOptions.Credentials must be specified when the address doesn't have a 'http' or 'https' scheme. To call TLS endpoints, set credentials to 'ChannelCredentials.SecureSsl'. To call non-TLS endpoints, set credentials to 'ChannelCredentials.Insecure'.");
        credentials._mayShow = credentials.IsSecure || options.UnsafeUseInsecureChannelCallCredentials;
        return credentials;
    }

    public bool Applies(CallOptions options) => _mayShow && (_ofChannel.Count > 0 || options.Credentials is not null);

    /// <summary>Asks each interceptor for its headers, the channel's first.</summary>
    public async Task AddToAsync(Metadata headers, IMethod method, Uri address, CallOptions options, CancellationToken ct)
    {
        var interceptors = new CallReader();
        foreach (var credentials in options.Credentials is null ? _ofChannel : [.. _ofChannel, options.Credentials])
        {
            credentials.InternalPopulateConfiguration(interceptors, null);
        }

        var service = new Uri(address, $"/{method.ServiceName}").ToString();
        foreach (var interceptor in interceptors.Found)
        {
            await interceptor(new AuthInterceptorContext(service, method.Name, ct), headers).ConfigureAwait(false);
        }
    }

    private sealed class ChannelReader(List<CallCredentials> found) : ChannelCredentialsConfiguratorBase
    {
        public bool? Secure { get; private set; }

        public override void SetInsecureCredentials(object state) => Secure = false;

        public override void SetSslCredentials(object state, string? rootCertificates, KeyCertificatePair? keyCertificatePair, VerifyPeerCallback? verifyPeerCallback)
        {
            if (!string.IsNullOrEmpty(rootCertificates) || keyCertificatePair is not null || verifyPeerCallback is not null)
            {
                throw new InvalidOperationException(
                    $"{nameof(SslCredentials)} with non-null arguments is not supported by {nameof(GrpcChannel)}. {nameof(GrpcChannel)} uses HttpClient to make gRPC calls and HttpClient automatically loads root certificates from the operating system certificate store. Client certificates should be configured on HttpClient.");
            }

            Secure = true;
        }

        public override void SetCompositeCredentials(object state, ChannelCredentials channelCredentials, CallCredentials callCredentials)
        {
            channelCredentials.InternalPopulateConfiguration(this, state);
            found.Add(callCredentials);
        }
    }

    private sealed class CallReader : CallCredentialsConfiguratorBase
    {
        public List<AsyncAuthInterceptor> Found { get; } = [];

        public override void SetCompositeCredentials(object? state, IReadOnlyList<CallCredentials> credentials)
        {
            foreach (var part in credentials)
            {
                part.InternalPopulateConfiguration(this, state);
            }
        }

        public override void SetAsyncAuthInterceptorCredentials(object? state, AsyncAuthInterceptor interceptor) => Found.Add(interceptor);
    }
}
