using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RoiApp.Testing.OpenAI;

/// <summary>
/// A service on the loopback that speaks OpenAI's protocol: <c>POST /v1/audio/transcriptions</c>, <c>POST /v1/chat/completions</c> and <c>GET /v1/models</c>,
/// with its checks, its error objects, and any fault that a test asks for. What is heard and said comes from outside.
/// </summary>
public sealed class OpenAIServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Fault> _next = new();

    private OpenAIServer(WebApplication app, string key)
    {
        _app = app;
        Key = key;
    }

    /// <summary>Base address, <c>/v1</c> included.</summary>
    public Uri Endpoint => new(_app.Urls.Single() + "/v1");

    /// <summary>The key it knows; empty for anybody.</summary>
    public string Key { get; }

    /// <summary>Models it offers; empty for any name.</summary>
    public IReadOnlyList<string> Models { get; set; } = [];

    /// <summary>OpenAI's own limit.</summary>
    public long MaxFileBytes { get; set; } = 25 << 20;

    /// <summary>How much it tells of a recording.</summary>
    public SpeechDetail Detail { get; set; } = SpeechDetail.SegmentsAndWords;

    /// <summary>Hears a recording.</summary>
    public Func<SpeechRequest, CancellationToken, Task<HeardSpeech>> Hear { get; set; } = (_, _) => Task.FromResult(HeardSpeech.Silence);

    /// <summary>Answers a conversation, given the request's JSON.</summary>
    public Func<JsonElement, CancellationToken, Task<string>> Say { get; set; } = (_, _) => Task.FromResult("");

    /// <summary>Happens to every request that no fault of <see cref="FailNext"/> is left for.</summary>
    public Fault? Always { get; set; }

    /// <summary>Requests that were in order, oldest first.</summary>
    public ConcurrentQueue<SpeechRequest> SpeechRequests { get; } = new();

    public ConcurrentQueue<JsonElement> ChatRequests { get; } = new();

    /// <summary>All requests, in order or not.</summary>
    public int Requests => _requests;

    private int _requests;

    public static async Task<OpenAIServer> StartAsync(CancellationToken ct, string key = "secret-key", int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        builder.Services.Configure<Microsoft.AspNetCore.Http.Features.FormOptions>(form => form.MultipartBodyLengthLimit = long.MaxValue);
        var app = builder.Build();
        app.Urls.Add($"http://127.0.0.1:{port}");
        var server = new OpenAIServer(app, key);
        app.Use(server.GuardAsync);
        app.MapPost("/v1/audio/transcriptions", context => Transcriptions.AnswerAsync(server, context));
        app.MapPost("/v1/chat/completions", context => ChatCompletions.AnswerAsync(server, context));
        app.MapGet("/v1/models", context => context.Response.WriteAsJsonAsync(
            new { @object = "list", data = server.Models.Select(id => new { id, @object = "model", created = 0, owned_by = "roiapp" }) }, context.RequestAborted));
        app.MapFallback(context => OpenAIError.WriteAsync(context, 404, $"Invalid URL ({context.Request.Method} {context.Request.Path})"));
        await app.StartAsync(ct);
        return server;
    }

    /// <summary>What happens to the next requests, one fault each; <see cref="Fault.None"/> lets one through.</summary>
    public void FailNext(params ReadOnlySpan<Fault> faults)
    {
        foreach (var fault in faults)
        {
            _next.Enqueue(fault);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        Interlocked.Increment(ref _requests);
        if (Key.Length > 0 && context.Request.Headers.Authorization != $"Bearer {Key}")
        {
            // With part of the key in its message, as the original does.
            await OpenAIError.WriteAsync(context, 401, $"Incorrect API key provided: {context.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal)}.", code: "invalid_api_key");
            return;
        }
        var fault = _next.TryDequeue(out var planned) ? planned : Always;
        if (fault is null || fault == Fault.None)
        {
            await next(context);
            return;
        }
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted); // A client that is still sending hears nothing.
        await fault.HappenAsync(context);
    }
}
