using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>
/// "Response → (Response-Headers *Length-Prefixed-Message Trailers) / Trailers-Only": a call that ends before its first message
/// has one block of headers, and its status is in there.
/// </summary>
internal static class StatusTrailers
{
    private static readonly string[] s_codes = [.. Enumerable.Range(0, 17).Select(code => code.ToString(CultureInfo.InvariantCulture))];

    public static IHeaderDictionary DestinationOf(HttpResponse response)
    {
        if (!response.HasStarted)
        {
            return response.Headers;
        }

        return response.HttpContext.Features.Get<IHttpResponseTrailersFeature>()?.Trailers
            ?? throw new InvalidOperationException("Trailers are not supported for this response. The server may not support gRPC.");
    }

    public static void Write(IHeaderDictionary destination, Status status)
    {
        var code = (int)status.StatusCode;
        destination[GrpcProtocol.Status] = code >= 0 && code < s_codes.Length ? s_codes[code] : code.ToString(CultureInfo.InvariantCulture);
        if (!string.IsNullOrEmpty(status.Detail))
        {
            destination[GrpcProtocol.Message] = PercentEncoding.Encode(status.Detail);
        }
    }

    /// <summary>A response that is an HTTP error, yet tells gRPC clients why.</summary>
    public static void WriteHttpError(HttpResponse response, int httpStatus, StatusCode code, string detail)
    {
        response.StatusCode = httpStatus;
        Write(response.Headers, new Status(code, detail));
    }
}
