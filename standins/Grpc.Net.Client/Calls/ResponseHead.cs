using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Net.Client.Wire;

namespace Grpc.Net.Client.Calls;

/// <summary>Reads statuses and metadata out of a response's headers and trailers.</summary>
internal static class ResponseHead
{
    private static readonly HashSet<string> s_notMetadata = new(StringComparer.OrdinalIgnoreCase)
    {
        GrpcProtocol.Status, GrpcProtocol.Message, GrpcProtocol.Encoding, GrpcProtocol.AcceptEncoding, "content-type", "transfer-encoding",
    };

    /// <summary>The status of a response that will bring no messages: a refusal, or "Trailers-Only".</summary>
    public static Status? EarlyStatus(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return new Status(FailureStatus.OfHttpStatus(response.StatusCode), $"Bad gRPC response. HTTP status code: {(int)response.StatusCode}");
        }

        // "Implementations should assert that Content-Type begins with application/grpc."
        var contentType = response.Content.Headers.TryGetValues("Content-Type", out var values) ? string.Join(',', values) : null;
        if (!GrpcProtocol.IsGrpcContentType(contentType))
        {
            return new Status(StatusCode.Unknown, contentType is null
                ? "Bad gRPC response. Response did not have a content-type header."
                : $"Bad gRPC response. Invalid content-type value: {contentType}");
        }

        return StatusIn(response.Headers);
    }

    /// <summary>The status after the last message.</summary>
    public static Status FinalStatus(HttpResponseMessage response) =>
        StatusIn(response.TrailingHeaders) ?? new Status(StatusCode.Cancelled, "No grpc-status found on response.");

    public static Metadata Metadata(HttpResponseHeaders headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers.NonValidated)
        {
            if (name.StartsWith(':') || s_notMetadata.Contains(name))
            {
                continue;
            }

            foreach (var value in values)
            {
                BinaryHeader.AddTo(metadata, name, value);
            }
        }

        return metadata;
    }

    private static Status? StatusIn(HttpResponseHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues(GrpcProtocol.Status, out var status))
        {
            return null;
        }

        // "Status → "grpc-status" 1*DIGIT"; numbers beyond the known ones stay as they are.
        if (!int.TryParse(status.ToString(), out var code))
        {
            return new Status(StatusCode.Unknown, $"Unexpected grpc-status value: {status}");
        }

        var detail = headers.NonValidated.TryGetValues(GrpcProtocol.Message, out var message) ? PercentEncoding.Decode(message.ToString()) : "";
        return new Status((StatusCode)code, detail);
    }
}
