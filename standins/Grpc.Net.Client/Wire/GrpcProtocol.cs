namespace Grpc.Net.Client.Wire;

/// <summary>
/// The names that the "gRPC over HTTP/2" specification (PROTOCOL-HTTP2) fixes. Quoted clauses in this folder are its own.
/// </summary>
internal static class GrpcProtocol
{
    /// <summary>"Content-Type → "content-type" "application/grpc" [("+proto" / "+json" / {custom})]".</summary>
    public const string ContentType = "application/grpc";

    /// <summary>"TE → "te" "trailers" # Used to detect incompatible proxies".</summary>
    public const string Trailers = "trailers";

    public const string Te = "te";

    public const string Status = "grpc-status";

    public const string Message = "grpc-message";

    public const string Timeout = "grpc-timeout";

    public const string Encoding = "grpc-encoding";

    public const string AcceptEncoding = "grpc-accept-encoding";

    /// <summary>gRFC A6: how many attempts went before this one.</summary>
    public const string PreviousAttempts = "grpc-previous-rpc-attempts";

    /// <summary>gRFC A6: milliseconds to wait before the next attempt; negative for no further attempt.</summary>
    public const string RetryPushback = "grpc-retry-pushback-ms";

    /// <summary>Metadata by which a caller asks for compression of what it sends; it never travels.</summary>
    public const string CompressionRequest = "grpc-internal-encoding-request";

    /// <summary>Also true of <c>application/grpc+proto</c>, and with parameters; not of <c>application/grpc-web</c>.</summary>
    public static bool IsGrpcContentType(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';');
}
