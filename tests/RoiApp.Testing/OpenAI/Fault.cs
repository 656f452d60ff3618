using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace RoiApp.Testing.OpenAI;

/// <summary>Something that goes wrong with an answer.</summary>
public sealed record Fault(string Name, Func<HttpContext, Task> HappenAsync)
{
    /// <summary>Nothing does.</summary>
    public static Fault None { get; } = new("none", _ => Task.CompletedTask);

    /// <summary>An error object with this status.</summary>
    public static Fault Status(int status, string message = "It went wrong.") => new($"status {status}", context => OpenAIError.WriteAsync(context, status, message));

    /// <summary>429, with the seconds to wait.</summary>
    public static Fault TooMany(int retryAfterSeconds) => new("429", context =>
    {
        context.Response.Headers.RetryAfter = retryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return OpenAIError.WriteAsync(context, 429, "Rate limit reached for requests", code: "rate_limit_exceeded");
    });

    /// <summary>A whole answer of any content.</summary>
    public static Fault Body(string content, string type = "application/json") => new("body", context =>
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(content, context.RequestAborted);
    });

    /// <summary>The connection ends within the answer.</summary>
    public static Fault Cut { get; } = new("cut", async context =>
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("{\"text\":\"Hel", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    });

    /// <summary>The connection ends before the answer.</summary>
    public static Fault HangUp { get; } = new("hang up", context =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    /// <summary>Some bytes come, then none, until the client has had enough.</summary>
    public static Fault Stall { get; } = new("stall", async context =>
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("{\"text\":", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    });

    /// <summary>An answer that does not come to an end before so many bytes.</summary>
    public static Fault Huge(long bytes) => new("huge", async context =>
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("{\"text\":\"", context.RequestAborted);
        var block = new byte[64 << 10];
        Array.Fill(block, (byte)'a');
        for (var sent = 0L; sent < bytes; sent += block.Length)
        {
            await context.Response.Body.WriteAsync(block, context.RequestAborted);
        }
        await context.Response.WriteAsync("\"}", context.RequestAborted);
    });

    /// <summary>307 to another address.</summary>
    public static Fault Redirect(Uri to) => new("redirect", context =>
    {
        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = to.ToString();
        return Task.CompletedTask;
    });
}
