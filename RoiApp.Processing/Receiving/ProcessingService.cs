using System.Globalization;
using Grpc.Core;
using Microsoft.Extensions.Options;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Capabilities;

namespace RoiApp.Processing.Receiving;

/// <summary>The gRPC front of Processing.</summary>
internal sealed class ProcessingService(
    WorkflowRunner runner, AdmissionGate gate, GoingDown goingDown, EngineSurvey survey, IOptions<ReceivingOptions> options, ProcessingMetrics metrics, TimeProvider time)
    : Contracts.V1.Processing.ProcessingBase
{
    public override async Task Process(IAsyncStreamReader<ProcessRequest> requestStream, IServerStreamWriter<ProcessEvent> responseStream, ServerCallContext context)
    {
        using var place = gate.TryEnter() ?? throw TooBusy();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, goingDown.Over);
        try
        {
            await ProcessAsync(requestStream, responseStream, either.Token);
        }
        catch (Exception) when (goingDown.Over.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            // With the trailer it is no failure: whoever reads it goes on elsewhere at once, after the last finished step.
            throw new RpcException(new Status(StatusCode.Unavailable, "This replica goes down. Try another one, after the last finished step."), new Metadata { { "retry-after-ms", "0" } });
        }
    }

    private async Task ProcessAsync(IAsyncStreamReader<ProcessRequest> requestStream, IServerStreamWriter<ProcessEvent> responseStream, CancellationToken ct)
    {
        var reader = new RequestReader(requestStream, options.Value);
        var request = await reader.ReadHeadAsync(ct);
        var events = new WorkflowEvents(time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        await Together.RunAsync(
            stop,
            ReceiveAsync(reader, enough),
            RunAsync(request, events, enough, stop.Token),
            WriteAsync(events, responseStream, stop.Token));
    }

    public override async Task<Contracts.V1.Capabilities> GetCapabilities(GetCapabilitiesRequest request, ServerCallContext context)
    {
        var found = new Contracts.V1.Capabilities { MaxConcurrentWorkflows = gate.Capacity };
        found.Engines.AddRange(await survey.TakeAsync(context.CancellationToken));
        return found;
    }

    private static async Task ReceiveAsync(RequestReader reader, CancellationTokenSource enough)
    {
        try
        {
            await reader.PumpAsync(enough.Token);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // The workflow ended before all of the content had come: nobody needs the rest.
        }
    }

    private async Task RunAsync(WorkflowRequest request, WorkflowEvents events, CancellationTokenSource enough, CancellationToken ct)
    {
        await runner.RunAsync(request, events, ct);
        await enough.CancelAsync();
    }

    private static async Task WriteAsync(WorkflowEvents events, IServerStreamWriter<ProcessEvent> responseStream, CancellationToken ct)
    {
        await foreach (var happened in events.Reader.ReadAllAsync(ct))
        {
            await responseStream.WriteAsync(happened, ct);
        }
    }

    private RpcException TooBusy()
    {
        metrics.WorkflowRefused();
        var waitMs = options.Value.RetryAfter.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
        return new RpcException(
            new Status(StatusCode.ResourceExhausted, $"This replica runs {gate.Capacity} workflows already, as many as it may. Try another one, or again in {waitMs} ms."),
            new Metadata { { "retry-after-ms", waitMs } });
    }
}
