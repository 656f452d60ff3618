using RoiApp.Api.Problems;

namespace RoiApp.Api.Intake.Uploads;

/// <summary>What tus asks of every request and answer, around each endpoint.</summary>
internal sealed class TusProtocol(UploadMetrics metrics) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
        response.Headers[TusHeaders.TusResumable] = TusHeaders.Version;
        response.Headers.CacheControl = "no-store";
        try
        {
            if (!HttpMethods.IsOptions(request.Method) && request.Headers[TusHeaders.TusResumable] != TusHeaders.Version)
            {
                response.Headers[TusHeaders.TusVersion] = TusHeaders.Version;
                throw ProblemType.UnsupportedTusVersion.Because($"This server speaks tus {TusHeaders.Version}: send the header {TusHeaders.TusResumable} with that.", TusHeaders.TusResumable);
            }
            return await next(context);
        }
        catch (ProblemException problem)
        {
            // Answered here and not further out, where the headers said so far would be lost.
            metrics.Refused(problem.Type.Slug);
            return TypedResults.Problem(ProblemWriter.Details(problem));
        }
    }
}
