namespace RoiApp.Processing.Services;

/// <summary>
/// Reads each answer to its end, up to a size, inside the resilience pipeline: so an answer that is cut or trickles is tried again like one
/// that does not come at all.
/// </summary>
internal sealed class WholeAnswer(ServiceOptions options) : DelegatingHandler
{
    private const string AzureHosts = ".azure.com";
    private const string AzureKey = "api-key";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Address(request);
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            if (response.Content.Headers.ContentLength > options.MaxAnswerBytes)
            {
                throw new AnswerTooLargeException(options.MaxAnswerBytes);
            }
            await response.Content.LoadIntoBufferAsync(options.MaxAnswerBytes, cancellationToken);
            return response;
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            response.Dispose();
            throw new AnswerTooLargeException(options.MaxAnswerBytes);
        }
        catch (Exception)
        {
            response.Dispose();
            throw;
        }
    }

    // Azure wants a version in the query, and its key under a name of its own.
    private void Address(HttpRequestMessage request)
    {
        if (options.Endpoint.Query is { Length: > 1 } query && !(request.RequestUri?.Query ?? "").Contains(query[1..], StringComparison.Ordinal))
        {
            var address = new UriBuilder(request.RequestUri!);
            address.Query = address.Query.Length > 1 ? $"{address.Query}&{query[1..]}" : query;
            request.RequestUri = address.Uri;
        }
        if (options.ApiKey.Length == 0)
        {
            request.Headers.Authorization = null;
        }
        else if (options.Endpoint.Host.EndsWith(AzureHosts, StringComparison.OrdinalIgnoreCase) && !request.Headers.Contains(AzureKey))
        {
            request.Headers.Add(AzureKey, options.ApiKey);
        }
    }
}
