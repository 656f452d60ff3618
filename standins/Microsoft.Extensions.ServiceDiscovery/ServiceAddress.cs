namespace Microsoft.Extensions.ServiceDiscovery;

/// <summary>One place where a service answers. Without a scheme (<c>host:port</c>) the request keeps its own.</summary>
internal sealed record ServiceAddress(string? Scheme, string Host, int? Port, string BasePath)
{
    public static ServiceAddress? TryParse(string? text)
    {
        var hasScheme = text?.Contains("://", StringComparison.Ordinal) == true;
        return string.IsNullOrWhiteSpace(text) || !Uri.TryCreate(hasScheme ? text : $"none://{text}", UriKind.Absolute, out var uri)
            ? null
            : new(hasScheme ? uri.Scheme : null, uri.Host, uri.Port > 0 ? uri.Port : null, uri.AbsolutePath.TrimEnd('/'));
    }

    /// <summary>The request's address with this place in the service's stead.</summary>
    public Uri ApplyTo(Uri request)
    {
        var address = new UriBuilder(request) { Scheme = Scheme ?? request.Scheme.Split('+')[0], Host = Host };
        if (Port is { } port)
        {
            address.Port = port;
        }

        if (BasePath.Length > 0)
        {
            address.Path = $"{BasePath}/{request.AbsolutePath.TrimStart('/')}";
        }

        return address.Uri;
    }
}
