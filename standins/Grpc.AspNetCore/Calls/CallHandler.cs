using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Takes a request to the method it asks for: the life of a call, whatever its kind.</summary>
internal abstract class CallHandler<TRequest, TResponse>(Method<TRequest, TResponse> method, CallSettings settings, ILogger logger)
    where TRequest : class
    where TResponse : class
{
    private static readonly Status s_noMessage = new(StatusCode.Cancelled, "No message returned from method.");

    protected Func<DeserializationContext, TRequest> Deserializer { get; } = method.RequestMarshaller.ContextualDeserializer;

    protected Action<TResponse, SerializationContext> Serializer { get; } = method.ResponseMarshaller.ContextualSerializer;

    public Task HandleAsync(HttpContext http)
    {
        if (RequestGate.Refuses(http, logger))
        {
            return Task.CompletedTask;
        }

        var call = new HttpContextServerCallContext(http, settings);
        return RunAsync(call);
    }

    protected abstract Task HandleAsync(HttpContextServerCallContext call);

    protected async Task RespondAsync(HttpContextServerCallContext call, TResponse? response)
    {
        if (response is null)
        {
            throw new RpcException(s_noMessage);
        }

        if (!call.HasEnded)
        {
            await call.WriteAsync(response, Serializer, flush: false).ConfigureAwait(false);
            call.Writer.Dispose(); // The only message is in the response's pipe.
        }
    }

    /// <summary>A stream is as long as its client likes, and as slow.</summary>
    protected static void LiftRequestLimits(HttpContext http)
    {
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }
    }

    /// <summary>An app-wide request timeout is not meant for streams, unless the endpoint asks for one.</summary>
    protected static void LiftRequestTimeout(HttpContext http)
    {
        if (http.Features.Get<IHttpRequestTimeoutFeature>() is { } timeout
            && http.GetEndpoint()?.Metadata is { } metadata
            && metadata.GetMetadata<RequestTimeoutAttribute>() is null
            && metadata.GetMetadata<RequestTimeoutPolicy>() is null)
        {
            timeout.DisableTimeout();
        }
    }

    private async Task RunAsync(HttpContextServerCallContext call)
    {
        try
        {
            call.Start(logger);
            await HandleAsync(call).ConfigureAwait(false);
            call.End();
        }
        catch (Exception e)
        {
            call.Fail(e, logger);
        }
    }
}
