using System.Net;
using System.Text.Json;

namespace RoiApp.Cli.Upload;

/// <summary>The server does not take the file; the message says why, in its words where it gave some (RFC 9457).</summary>
internal sealed class UploadRefusedException(HttpStatusCode status, string code, string message) : Exception(message)
{
    public HttpStatusCode Status => status;

    /// <summary>The problem's name, such as <c>unsupported-type</c>.</summary>
    public string Code => code;

    /// <summary>The workflow that the server made all the same.</summary>
    public string? WorkflowId { get; init; }

    public static async Task<UploadRefusedException> FromAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var body = await response.Content.ReadAsStringAsync(ct);
        try
        {
            using var problem = JsonDocument.Parse(body);
            return new(response.StatusCode, Text("type")?.Split('/')[^1] ?? "refused", Text("detail") ?? Text("title") ?? $"RoiApp answered {(int)response.StatusCode}.");

            string? Text(string name) => problem.RootElement.ValueKind == JsonValueKind.Object && problem.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return new(response.StatusCode, "refused", $"RoiApp answered {(int)response.StatusCode} {response.ReasonPhrase}.");
        }
    }
}
