namespace Microsoft.Extensions.ServiceDiscovery.Http;

/// <summary>Sends a request addressed to a service's name to the next of the service's addresses.</summary>
internal sealed class ResolvingHttpHandler(ConfiguredServices services) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.RequestUri;
        if (asked is null)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        request.RequestUri = services.Next(asked)?.ApplyTo(asked) ?? PassThrough(asked);
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            request.RequestUri = asked; // A retry asks anew, and may get another address.
        }
    }

    private static Uri PassThrough(Uri asked)
    {
        var name = ServiceName.Of(asked);
        return name is { Endpoint: null, Schemes.Count: 1 } ? asked : new UriBuilder(asked) { Scheme = name.Schemes[0], Host = name.Service }.Uri;
    }
}
