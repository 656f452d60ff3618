using System.Diagnostics.CodeAnalysis;

namespace Microsoft.Extensions.Http.Resilience;

[Experimental("EXTEXP0001")]
public static class HttpRetryStrategyOptionsExtensions
{
    /// <summary>Leaves alone what must not happen twice: POST, PUT, PATCH, DELETE and CONNECT.</summary>
    public static void DisableForUnsafeHttpMethods(this HttpRetryStrategyOptions options) =>
        options.DisableFor(HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete, HttpMethod.Connect);

    public static void DisableFor(this HttpRetryStrategyOptions options, params HttpMethod[] methods)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(methods);
        var shouldHandle = options.ShouldHandle;
        options.ShouldHandle = async args =>
        {
            var method = (args.Outcome.Result?.RequestMessage ?? ResilienceHandler.RequestOf(args.Context))?.Method;
            return await shouldHandle(args).ConfigureAwait(args.Context.ContinueOnCapturedContext) && (method is null || !methods.Contains(method));
        };
    }
}
