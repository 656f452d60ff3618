using Grpc.Core;
using Microsoft.Extensions.Options;

namespace RoiApp.Api.Pipeline;

/// <summary>Which engine would hear a recording now. Processing is asked every so often, not for each memo.</summary>
internal sealed class CurrentRecogniser(IServiceScopeFactory scopes, TimeProvider time, IOptions<PipelineOptions> options)
{
    private sealed record Answer(Wire.Engine? Engine, long At);

    private volatile Answer? _last;

    /// <summary>The first of Processing's recognisers that is ready; null when none is, or Processing is away.</summary>
    public async Task<Wire.Engine?> GetAsync(CancellationToken ct)
    {
        if (_last is { } last && time.GetElapsedTime(last.At) < options.Value.AskForEnginesEvery)
        {
            return last.Engine;
        }
        await using var scope = scopes.CreateAsyncScope();
        var client = scope.ServiceProvider.GetRequiredService<Wire.Processing.ProcessingClient>();
        try
        {
            var capabilities = await client.GetCapabilitiesAsync(new(), deadline: time.GetUtcNow().UtcDateTime + ProcessingCheck.AnswerWithin, cancellationToken: ct);
            var engine = capabilities.Engines.FirstOrDefault(e => e is { Stage: "transcription", Available: true })?.Engine;
            _last = new(engine, time.GetTimestamp());
            return engine;
        }
        catch (RpcException) when (!ct.IsCancellationRequested)
        {
            return null; // The run finds out by itself, and says so.
        }
    }
}
