using Microsoft.AspNetCore.Http;

namespace RoiApp.Testing.OpenAI;

/// <summary>An error as OpenAI writes it.</summary>
internal static class OpenAIError
{
    public static Task WriteAsync(HttpContext context, int status, string message, string? param = null, string? code = null)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error = new { message, type = status >= 500 ? "server_error" : "invalid_request_error", param, code } }, context.RequestAborted);
    }
}
