using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RoiApp.Contracts.Rest;

namespace RoiApp.Web.Tests.Scripted;

/// <summary>A small server that speaks Api's REST and SSE, with workflows that do what a test says: states that are hard to reach with the real one.</summary>
internal sealed class ScriptedApi : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Guid, ScriptedWorkflow> _workflows = [];
    private WebApplication? _app;
    private int _port;

    public Uri Address => new($"http://127.0.0.1:{_port}");

    /// <summary>What happens to a request that brings a file; null, or an answer of null, for what a server does that takes it.</summary>
    public Func<HttpContext, Task<IResult?>>? Receive { get; set; }

    /// <summary>Files on their way.</summary>
    public ScriptedUploads Uploads { get; } = new();

    /// <summary>What a question finds, and where the next page begins; nothing unless a test says so.</summary>
    public Func<string, string?, PageResource<SearchHitResource>> Search { get; set; } = (_, _) => new([], null);

    /// <summary>How it does; null for a refusal.</summary>
    public PerformanceResource? Performance { get; set; }

    /// <summary>What came in by POST and DELETE, such as <c>POST /api/workflows/…/retry</c>.</summary>
    public ConcurrentQueue<string> Changes { get; } = [];

    /// <summary>What happens to all workflows.</summary>
    public ScriptedFeed Feed { get; } = new();

    public ScriptedWorkflow Add(WorkflowResource workflow)
    {
        var added = _workflows[workflow.Id] = new(workflow, Feed.Say);
        Feed.Say(new(0, workflow.Id, workflow.CreatedAt, EventTypes.WorkflowStatus, null, 0, null, JsonSerializer.SerializeToElement(workflow, JsonSerializerOptions.Web)));
        return added;
    }

    /// <summary>As another client does it.</summary>
    public bool Delete(Guid id)
    {
        if (!_workflows.TryRemove(id, out var workflow))
        {
            return false;
        }

        workflow.BreakLines();
        Feed.Say(new(workflow.State.LastSeq + 1, id, DateTimeOffset.UtcNow, EventTypes.WorkflowDeleted, null, null, null, null));
        return true;
    }

    public ScriptedWorkflow this[Guid id] => _workflows[id];

    public IEnumerable<ScriptedWorkflow> Workflows => _workflows.Values;

    public void Clear()
    {
        foreach (var workflow in _workflows.Values)
        {
            workflow.BreakLines();
        }

        _workflows.Clear();
        Feed.Break();
        Feed.Watches.Clear();
        Changes.Clear();
        Uploads.Clear();
        Receive = null;
        Search = (_, _) => new([], null);
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, _port);
        });
        _app = builder.Build();
        Map(_app);
        await _app.StartAsync();
        _port = new Uri(_app.Urls.Single()).Port;
    }

    public Task EnsureStartedAsync() => _app is null ? StartAsync() : Task.CompletedTask;

    /// <summary>Goes away without a word. <see cref="StartAsync"/> comes back on the same port.</summary>
    public async Task StopAsync()
    {
        foreach (var workflow in _workflows.Values)
        {
            workflow.BreakLines();
        }

        Feed.Break();
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _app!.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
        _app = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await StopAsync();
        }
    }

    private void Map(WebApplication app)
    {
        app.MapGet("/api/capabilities", () => Samples.Capabilities);
        app.MapGet("/api/performance", () => Performance is { } told ? Results.Json(told) : Results.Problem("It was just started.", statusCode: StatusCodes.Status503ServiceUnavailable));
        app.MapGet("/api/workflows", List);
        Uploads.Map(app, this);
        app.MapGet("/api/workflows/{id:guid}", (Guid id) => Find(id, workflow => Results.Json(workflow.State)));
        app.MapGet("/api/workflows/{id:guid}/results", (Guid id) => Find(id, workflow => Results.Json(workflow.Results)));
        app.MapGet("/api/workflows/{id:guid}/events", WatchAsync);
        app.MapGet("/api/events", WatchAllAsync);
        app.MapGet("/api/workflows/{id:guid}/audio", () => Results.Bytes(Samples.Recording, "audio/wav", enableRangeProcessing: true));
        app.MapGet("/api/workflows/{id:guid}/export", (Guid id, string format) =>
            Results.File(Encoding.UTF8.GetBytes("Name,Company\r\nDana Reyes,Northwind\r\n"), "text/csv", $"report.{format}"));
        app.MapPost("/api/workflows/{id:guid}/cancel", (Guid id) => Find(id, workflow => Change(workflow, "cancel")));
        app.MapPost("/api/workflows/{id:guid}/retry", (Guid id) => Find(id, workflow => Change(workflow, "retry")));
        app.MapGet("/api/workflows/{id:guid}/contacts/{index:int}", (Guid id, int index) => Find(id, workflow => Results.Json(workflow.Contact(index))));
        app.MapPatch("/api/workflows/{id:guid}/contacts/{index:int}", (Guid id, int index, HttpRequest request) => EditAsync(id, index, request));
        app.MapGet("/api/search", (string q, string? cursor) => Results.Json(Search(q, cursor)));
        app.MapDelete("/api/workflows/{id:guid}", (Guid id) => Find(id, workflow =>
        {
            Changes.Enqueue($"DELETE {id}");
            Delete(id);
            return Results.NoContent();
        }));
    }

    private IResult List(string? status, string? cursor, int limit = 20)
    {
        var before = cursor is null ? DateTimeOffset.MaxValue : DateTimeOffset.Parse(cursor, CultureInfo.InvariantCulture);
        var found = _workflows.Values.Select(workflow => workflow.State)
            .Where(state => (status is null || state.Status == status) && state.CreatedAt < before)
            .OrderByDescending(state => state.CreatedAt).Take(limit + 1).ToList();
        return Results.Json(new PageResource<WorkflowResource>([.. found.Take(limit)], found.Count > limit ? found[limit - 1].CreatedAt.ToString("O") : null));
    }

    private async Task WatchAsync(HttpContext context, Guid id)
    {
        if (!_workflows.TryGetValue(id, out var workflow))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var last = context.Request.Headers["Last-Event-ID"].FirstOrDefault();
        lock (workflow.Watches)
        {
            workflow.Watches.Add(last);
        }

        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(": open\n\n", context.RequestAborted);
        try
        {
            await foreach (var happened in workflow.ReadAsync(last is null ? 0 : long.Parse(last, CultureInfo.InvariantCulture), context.RequestAborted))
            {
                var number = ScriptedWorkflow.IsPassing(happened) ? "" : $"id: {happened.Seq}\n";
                await context.Response.WriteAsync($"{number}event: {happened.Type}\ndata: {JsonSerializer.Serialize(happened, JsonSerializerOptions.Web)}\n\n", context.RequestAborted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            context.Abort();
        }
    }

    private async Task WatchAllAsync(HttpContext context)
    {
        var last = context.Request.Headers["Last-Event-ID"].FirstOrDefault();
        var line = Feed.Open(last is null ? null : int.Parse(last, CultureInfo.InvariantCulture), context.RequestAborted); // First: who is told that it is open misses nothing.
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(": open\n\n", context.RequestAborted);
        try
        {
            await foreach (var (position, happened) in line)
            {
                var number = ScriptedWorkflow.IsPassing(happened) ? "" : $"id: {position}\n";
                await context.Response.WriteAsync($"{number}data: {JsonSerializer.Serialize(happened, JsonSerializerOptions.Web)}\n\n", context.RequestAborted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            context.Abort();
        }
    }

    private async Task<IResult> EditAsync(Guid id, int index, HttpRequest request)
    {
        var patch = await request.ReadFromJsonAsync<Dictionary<string, JsonElement>>(request.HttpContext.RequestAborted);
        Changes.Enqueue($"PATCH {index} {JsonSerializer.Serialize(patch)}");
        return Find(id, workflow => request.Headers.IfMatch == $"\"{workflow.Contact(index).Version}\""
            ? Results.Json(workflow.Edit(index, patch!))
            : Results.Problem("The contact has changed since you read it.", statusCode: StatusCodes.Status412PreconditionFailed, type: "/problems/stale-version"));
    }

    private IResult Change(ScriptedWorkflow workflow, string change)
    {
        Changes.Enqueue($"{change} {workflow.Id}");
        workflow.Become(change == "cancel" ? "cancelled" : "queued", state => state with { Error = null, CompletedAt = null });
        return Results.Json(workflow.State, statusCode: StatusCodes.Status202Accepted);
    }

    private IResult Find(Guid id, Func<ScriptedWorkflow, IResult> found) => _workflows.TryGetValue(id, out var workflow)
        ? found(workflow)
        : Results.Problem("There is no such workflow.", statusCode: StatusCodes.Status404NotFound, type: "/problems/not-found");
}
