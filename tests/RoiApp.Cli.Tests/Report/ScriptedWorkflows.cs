using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RoiApp.Contracts.V1;

namespace RoiApp.Cli.Tests.Report;

/// <summary>A real gRPC server on loopback whose answers the test decides.</summary>
internal sealed class ScriptedWorkflows : Workflows.WorkflowsBase
{
    public const string Id = "0198c0de-0000-7000-8000-000000000001";

    public ConcurrentQueue<WatchWorkflowRequest> Watches { get; } = new();

    public TaskCompletionSource<string> Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Watching { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How files come in.</summary>
    public ScriptedUploads Uploads { get; init; } = new();

    /// <summary>Events of each call of Watch in turn; the last list is followed by the end of the stream.</summary>
    public IReadOnlyList<WorkflowEvent[]> Script { get; init; } = [];

    /// <summary>Leaves the watch open after its events, until the client goes.</summary>
    public bool HoldsTheWatch { get; init; }

    /// <summary>How many times the result is not to be had.</summary>
    public int GetsRefused { get; set; }

    public Workflow Result { get; init; } = new() { Id = Id, Status = WorkflowStatus.Completed };

    public async Task<RunningServer> StartAsync(CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        var app = builder.Build();
        app.MapGrpcService<ScriptedWorkflows>();
        Uploads.Map(app);
        await app.StartAsync(ct);
        return new RunningServer(app);
    }

    public override async Task Watch(WatchWorkflowRequest request, IServerStreamWriter<WorkflowEvent> responseStream, ServerCallContext context)
    {
        var turn = Watches.Count;
        Watches.Enqueue(request);
        foreach (var e in Script[Math.Min(turn, Script.Count - 1)])
        {
            await responseStream.WriteAsync(e, context.CancellationToken);
        }

        Watching.TrySetResult();
        if (HoldsTheWatch)
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
        else if (turn < Script.Count - 1)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The replica is going away."));
        }
    }

    public override Task<Workflow> Get(GetWorkflowRequest request, ServerCallContext context) => --GetsRefused >= 0
        ? throw new RpcException(new Status(StatusCode.Unavailable, "The replica is going away."))
        : Task.FromResult(Result);

    public override Task<Workflow> Cancel(CancelWorkflowRequest request, ServerCallContext context)
    {
        Cancelled.TrySetResult(request.Id);
        return Task.FromResult(new Workflow { Id = request.Id, Status = WorkflowStatus.Cancelled });
    }

    public static WorkflowEvent Status(long seq, WorkflowStatus status) =>
        new() { Seq = seq, WorkflowId = Id, Type = "workflow.status", Workflow = new Workflow { Id = Id, Status = status } };

    public static WorkflowEvent Heard(long seq, string text) =>
        new() { Seq = seq, WorkflowId = Id, Type = "segment", Step = "transcription", Percent = 50, Segment = new Segment { Text = text } };
}

internal sealed class RunningServer(WebApplication app) : IAsyncDisposable
{
    public string Url => app.Urls.Single();

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
