using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RoiApp.Bench.Http;

/// <summary>The ceiling: a Kestrel that answers bytes which it was given before, and knows nothing of them.</summary>
internal sealed class BareAnswers : IAsyncDisposable
{
    public const string Command = "bare-answers";

    private readonly ConcurrentDictionary<string, byte[]> _answers = new(StringComparer.Ordinal);
    private readonly WebApplication _app;

    private BareAnswers()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapPut("/answers/{name}", async (string name, HttpRequest request) =>
        {
            using var bytes = new MemoryStream();
            await request.Body.CopyToAsync(bytes, request.HttpContext.RequestAborted);
            _answers[name] = bytes.ToArray();
        });
        _app.MapGet("/answers/{name}", async http =>
        {
            var answer = _answers[(string)http.Request.RouteValues["name"]!];
            http.Response.ContentType = "application/json; charset=utf-8";
            http.Response.ContentLength = answer.Length;
            await http.Response.Body.WriteAsync(answer, http.RequestAborted);
        });
        _app.MapGet("/stream", async http =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync(": \n\n", http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            try
            {
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                // The client has what it came for.
            }
        });
    }

    public Uri Address => new(_app.Urls.First());

    public static async Task<BareAnswers> StartAsync()
    {
        var bare = new BareAnswers();
        await bare._app.StartAsync();
        return bare;
    }

    /// <summary>Serves until the standard input ends, which it does with the process that started this one.</summary>
    public static async Task ServeAsync()
    {
        await using var bare = await StartAsync();
        Console.WriteLine($"listening on {bare.Address.Port}");
        await Console.In.ReadToEndAsync();
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
