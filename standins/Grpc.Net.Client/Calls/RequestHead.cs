using System.Globalization;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Net.Client.Balancer.Internal;
using Grpc.Net.Client.Wire;

namespace Grpc.Net.Client.Calls;

/// <summary>"Request-Headers → Call-Definition *Custom-Metadata".</summary>
internal static class RequestHead
{
    private static readonly string s_userAgent =
        $"grpc-dotnet/{typeof(RequestHead).Assembly.GetName().Version?.ToString(3)} (RoiApp stand-in; .NET {Environment.Version})";

    public static HttpRequestMessage Create(GrpcChannel channel, IMethod method, string? host, HttpContent content, TimeSpan? timeout, int previousAttempts)
    {
        var request = new ChannelRequest(HttpMethod.Post, channel.AddressOf(method), channel.Connections)
        {
            Version = channel.Version,
            VersionPolicy = channel.VersionPolicy,
            Content = content,
        };
        content.Headers.TryAddWithoutValidation("Content-Type", GrpcProtocol.ContentType);
        var headers = request.Headers;
        headers.TryAddWithoutValidation(GrpcProtocol.Te, GrpcProtocol.Trailers);
        headers.TryAddWithoutValidation("User-Agent", s_userAgent);
        headers.TryAddWithoutValidation(GrpcProtocol.AcceptEncoding, channel.Compression.AcceptEncoding);
        headers.Host = host;
        if (timeout is { } left)
        {
            headers.TryAddWithoutValidation(GrpcProtocol.Timeout, TimeoutText.Encode(left));
        }

        if (previousAttempts > 0)
        {
            headers.TryAddWithoutValidation(GrpcProtocol.PreviousAttempts, previousAttempts.ToString(CultureInfo.InvariantCulture));
        }

        return request;
    }

    public static void Add(HttpRequestHeaders headers, Metadata? metadata)
    {
        if (metadata is null)
        {
            return;
        }

        foreach (var entry in metadata)
        {
            if (entry.Key == GrpcProtocol.CompressionRequest)
            {
                headers.TryAddWithoutValidation(GrpcProtocol.Encoding, entry.Value);
            }
            else
            {
                if (entry.Key == "user-agent")
                {
                    headers.Remove(entry.Key); // The caller's own instead of ours, not beside it.
                }

                headers.TryAddWithoutValidation(entry.Key, BinaryHeader.Encode(entry));
            }
        }
    }
}
