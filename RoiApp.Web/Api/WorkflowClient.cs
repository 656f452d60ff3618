using System.Net;
using System.Text.Json;
using RoiApp.Contracts.Rest;

namespace RoiApp.Web.Api;

/// <summary>RoiApp.Api as the pages use it. Every method throws <see cref="ApiProblemException"/> when Api refuses or cannot be reached.</summary>
internal sealed class WorkflowClient(IHttpClientFactory http)
{
    public async Task<PageResource<WorkflowResource>> ListAsync(WorkflowQuery query, CancellationToken ct) =>
        await ReadAsync<PageResource<WorkflowResource>>(query.ToUri(), ct) ?? new([], null);

    /// <summary>A workflow's state and whatever is known of its transcript and report so far.</summary>
    /// <returns>Null when there is no such workflow.</returns>
    public Task<ResultsResource?> GetResultsAsync(Guid id, CancellationToken ct) => ReadAsync<ResultsResource>($"api/workflows/{id}/results", ct);

    public async Task<CapabilitiesResource> GetCapabilitiesAsync(CancellationToken ct) =>
        await ReadAsync<CapabilitiesResource>("api/capabilities", ct) ?? throw new ApiProblemException("RoiApp's service does not say what it can do.", HttpStatusCode.NotFound);

    public Task CancelAsync(Guid id, CancellationToken ct) => ChangeAsync(HttpMethod.Post, $"api/workflows/{id}/cancel", ct);

    public Task RetryAsync(Guid id, CancellationToken ct) => ChangeAsync(HttpMethod.Post, $"api/workflows/{id}/retry", ct);

    public Task DeleteAsync(Guid id, CancellationToken ct) => ChangeAsync(HttpMethod.Delete, $"api/workflows/{id}", ct);

    private Task<T?> ReadAsync<T>(string uri, CancellationToken ct) where T : class => AskAsync(async () =>
    {
        using var response = await http.CreateClient(ApiClients.Reads).GetAsync(new Uri(uri, UriKind.Relative), ct);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        return response.IsSuccessStatusCode
            ? await response.Content.ReadFromJsonAsync<T>(ct)
            : throw await ApiProblemException.FromAsync(response, ct);
    }, ct);

    private async Task ChangeAsync(HttpMethod method, string uri, CancellationToken ct) => await AskAsync<object>(async () =>
    {
        using var request = new HttpRequestMessage(method, new Uri(uri, UriKind.Relative));
        using var response = await http.CreateClient(ApiClients.Changes).SendAsync(request, ct);
        return response.IsSuccessStatusCode ? null : throw await ApiProblemException.FromAsync(response, ct);
    }, ct);

    // Whatever the resilience handler throws when it gives up (a time limit, an open circuit), for people it is one thing.
    private static async Task<T?> AskAsync<T>(Func<Task<T?>> ask, CancellationToken ct) where T : class
    {
        try
        {
            return await ask();
        }
        catch (JsonException e)
        {
            throw new ApiProblemException("RoiApp's service answered something that this page cannot read. Are both of the same version?", HttpStatusCode.OK, e);
        }
        catch (Exception e) when (e is not ApiProblemException && !ct.IsCancellationRequested)
        {
            throw ApiProblemException.Unreachable(e);
        }
    }
}
