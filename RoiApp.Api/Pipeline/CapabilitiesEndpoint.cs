using Grpc.Core;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using RoiApp.Api.Intake;
using RoiApp.Api.Problems;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Pipeline;

internal static class CapabilitiesEndpoint
{
    public static IEndpointRouteBuilder MapPipeline(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/capabilities", GetAsync).WithTags("Pipeline").WithName("GetCapabilities")
            .WithSummary("Which engines are installed, what they read, and what is missing.").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return routes;
    }

    private static async Task<Ok<CapabilitiesResource>> GetAsync(
        Wire.Processing.ProcessingClient client, IOptions<IntakeOptions> intake, TimeProvider time, CancellationToken ct)
    {
        try
        {
            var capabilities = await client.GetCapabilitiesAsync(new(), deadline: time.GetUtcNow().UtcDateTime + ProcessingCheck.AnswerWithin, cancellationToken: ct);
            return TypedResults.Ok(new CapabilitiesResource([.. capabilities.Engines.Select(Of)], FileType.Extensions, intake.Value.MaxBytes));
        }
        catch (RpcException e) when (!ct.IsCancellationRequested)
        {
            throw ProblemType.ProcessingUnavailable.Because(
                $"Processing does not answer ({e.StatusCode}), so nobody can say which engines there are. Memos are taken all the same, and wait for it.");
        }
    }

    private static EngineResource Of(Wire.EngineCapability e) =>
        new(e.Stage, e.Engine?.Name ?? "", e.Engine?.Version ?? "", e.Available, [.. e.Languages], e.Remedy.Length > 0 ? e.Remedy : null);
}
