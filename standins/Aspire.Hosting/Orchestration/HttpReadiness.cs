using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Asks the health pages of a resource.</summary>
internal sealed class HttpReadiness : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(5),
    };

    /// <returns>What is wrong, or null when every replica is healthy.</returns>
    public async Task<string?> ProblemAsync(IResource resource, CancellationToken ct)
    {
        foreach (var check in resource.Annotations.OfType<HttpHealthCheckAnnotation>())
        {
            foreach (var replica in Endpoint(resource, check).Replicas)
            {
                if (await ProblemAsync(new Uri(new Uri(replica.UriString), check.Path), check.StatusCode, ct) is { } problem)
                {
                    return problem;
                }
            }
        }

        return null;
    }

    public void Dispose() => _http.Dispose();

    private static EndpointAnnotation Endpoint(IResource resource, HttpHealthCheckAnnotation check) =>
        resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(endpoint => check.EndpointName is null
            ? endpoint.UriScheme is "http" or "https"
            : string.Equals(endpoint.Name, check.EndpointName, StringComparison.OrdinalIgnoreCase))
        ?? throw new DistributedApplicationException($"The health check of '{resource.Name}' asks endpoint '{check.EndpointName ?? "http"}', which it does not have.");

    private async Task<string?> ProblemAsync(Uri page, int expected, CancellationToken ct)
    {
        try
        {
            using var response = await _http.GetAsync(page, HttpCompletionOption.ResponseHeadersRead, ct);
            return (int)response.StatusCode == expected ? null : $"{page} answers {(int)response.StatusCode} instead of {expected}";
        }
        catch (HttpRequestException e)
        {
            return $"{page} does not answer ({e.Message})";
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"{page} takes more than {_http.Timeout.TotalSeconds:0} s to answer";
        }
    }
}
