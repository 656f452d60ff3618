using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace RoiApp.Web.Api;

/// <summary>RoiApp.Api refused or could not be asked. <see cref="Exception.Message"/> is meant for people: what is wrong and what to do.</summary>
internal sealed class ApiProblemException(string message, HttpStatusCode? status, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the address answered; null when nothing did.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>The problem in a refusal (RFC 9457), or one made of its status.</summary>
    public static async Task<ApiProblemException> FromAsync(HttpResponseMessage response, CancellationToken ct)
    {
        string? said = null;
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<ProblemDetails>(ct);
            said = problem?.Detail ?? problem?.Title;
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or NotSupportedException)
        {
            // The body is no problem document: the status has to do.
        }

        return new(said ?? $"RoiApp's service answered {(int)response.StatusCode}. Try again; if it stays so, look into its log.", response.StatusCode);
    }

    public static ApiProblemException Unreachable(Exception inner) =>
        new("RoiApp's service does not answer. Check that it runs (./roi up starts it), then try again.", null, inner);
}
