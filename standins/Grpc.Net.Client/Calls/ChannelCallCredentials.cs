using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>The credentials that every call of a channel shows, and those of single calls.</summary>
internal sealed class ChannelCallCredentials
{
    private readonly List<CallCredentials> _ofChannel = [];
    private bool _mayShow;

    /// <exception cref="InvalidOperationException">Credentials and the address's scheme contradict each other.</exception>
    public static ChannelCallCredentials From(GrpcChannelOptions options, bool isSecure)
    {
        var credentials = new ChannelCallCredentials { _mayShow = isSecure || options.UnsafeUseInsecureChannelCallCredentials };
        if (options.Credentials is not null)
        {
            var reader = new ChannelReader(credentials._ofChannel);
            options.Credentials.InternalPopulateConfiguration(reader, credentials);
            if (reader.Secure is { } secure && secure != isSecure)
            {
                throw new InvalidOperationException(secure
                    ? "Channel is configured with secure channel credentials and can't use a HttpClient with a 'http' scheme."
                    : "Channel is configured with insecure channel credentials and can't use a HttpClient with a 'https' scheme.");
            }
        }

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
