using Polly;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>Sends each request through a resilience pipeline.</summary>
public class ResilienceHandler : DelegatingHandler
{
    private static readonly ResiliencePropertyKey<HttpRequestMessage> s_request = new("Resilience.Http.RequestMessage");

    private readonly Func<HttpRequestMessage, ResiliencePipeline<HttpResponseMessage>> _pipelineProvider;

    public ResilienceHandler(Func<HttpRequestMessage, ResiliencePipeline<HttpResponseMessage>> pipelineProvider)
    {
        ArgumentNullException.ThrowIfNull(pipelineProvider);
        _pipelineProvider = pipelineProvider;
    }

    public ResilienceHandler(ResiliencePipeline<HttpResponseMessage> pipeline) : this(_ => pipeline) => ArgumentNullException.ThrowIfNull(pipeline);

    internal static HttpRequestMessage? RequestOf(ResilienceContext context) => context.Properties.GetValue(s_request, null!);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(s_request, request);
        try
        {
            var outcome = await _pipelineProvider(request).ExecuteOutcomeAsync(
                static async (context, state) =>
                {
                    try
                    {
                        return Outcome.FromResult(await state.self.SendCoreAsync(state.request, context.CancellationToken).ConfigureAwait(false));
                    }
                    catch (Exception e) // It travels through the pipeline as a value: the strategies decide about it.
                    {
                        return Outcome.FromException<HttpResponseMessage>(e);
                    }
                },
                context,
                (self: this, request)).ConfigureAwait(false);
            outcome.ThrowIfException();
            return outcome.Result!;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private Task<HttpResponseMessage> SendCoreAsync(HttpRequestMessage request, CancellationToken ct) => base.SendAsync(request, ct);
}
