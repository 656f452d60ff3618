using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
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

    /// <summary>How quick the replica that answers is.</summary>
    public async Task<PerformanceResource> GetPerformanceAsync(CancellationToken ct) =>
        await ReadAsync<PerformanceResource>("api/performance", ct) ?? throw new ApiProblemException("RoiApp's service does not say how it does. Are both of the same version?", HttpStatusCode.NotFound);

    /// <summary>A row of the report as it is now; null when it is gone.</summary>
    public Task<ContactResource?> GetContactAsync(Guid id, int index, CancellationToken ct) => ReadAsync<ContactResource>($"api/workflows/{id}/contacts/{index}", ct);

    /// <summary>Changes one field, unless somebody changed the contact since <paramref name="version"/>: then the problem's status is 412.</summary>
    /// <param name="value">Text, a list of texts, or null for none.</param>
    /// <returns>The contact as it is now.</returns>
    public async Task<ContactResource> EditContactAsync(Guid id, int index, string version, string field, object? value, CancellationToken ct)
    {
        var edited = await AskAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, new Uri($"api/workflows/{id}/contacts/{index}", UriKind.Relative))
            {
                Content = JsonContent.Create(new Dictionary<string, object?> { [field] = value }, new MediaTypeHeaderValue("application/merge-patch+json")),
            };
            request.Headers.IfMatch.Add(new($"\"{version}\""));
            using var response = await http.CreateClient(ApiClients.Changes).SendAsync(request, ct);
            return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<ContactResource>(ct) : throw await ApiProblemException.FromAsync(response, ct);
        }, ct);
        return edited ?? throw new ApiProblemException("RoiApp's service does not say what became of the change. Load the page again.", HttpStatusCode.OK);
    }

    /// <summary>The best hits first, a page at a time.</summary>
    public async Task<PageResource<SearchHitResource>> SearchAsync(string question, string? language, string? cursor, CancellationToken ct) =>
        await ReadAsync<PageResource<SearchHitResource>>(QueryHelpers.AddQueryString("api/search", new Dictionary<string, string?>
        {
            ["q"] = question,
            ["language"] = language,
            ["cursor"] = cursor,
        }), ct) ?? new([], null);

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
