using System.IO.Compression;
using Grpc.Net.Compression;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The options of one service, over those of all services.</summary>
internal sealed class CallSettings
{
    public CallSettings(GrpcServiceOptions global, GrpcServiceOptions service)
    {
        MaxSendBytes = service.HasMaxSendMessageSize ? service.MaxSendMessageSize : global.MaxSendMessageSize;
        MaxReceiveBytes = service.HasMaxReceiveMessageSize ? service.MaxReceiveMessageSize : global.MaxReceiveMessageSize;
        DetailedErrors = service.EnableDetailedErrors ?? global.EnableDetailedErrors ?? false;
        ResponseEncoding = service.ResponseCompressionAlgorithm ?? global.ResponseCompressionAlgorithm;
        ResponseLevel = service.ResponseCompressionLevel ?? global.ResponseCompressionLevel;
        IgnoreUnknownMethods = service.IgnoreUnknownServices ?? global.IgnoreUnknownServices ?? false;
        Interceptors = [.. global.Interceptors, .. service.Interceptors];
        Compression = global.CompressionProviders.Count + service.CompressionProviders.Count == 0
            ? CompressionProviders.Default
            : new CompressionProviders(
            [
                new GzipCompressionProvider(CompressionLevel.Fastest),
                new DeflateCompressionProvider(CompressionLevel.Fastest),
                .. global.CompressionProviders,
                .. service.CompressionProviders,
            ]);
        if (ResponseEncoding is not (null or CompressionProviders.Identity) && Compression.Find(ResponseEncoding) is null)
        {
            throw new InvalidOperationException($"The configured response compression algorithm '{ResponseEncoding}' does not have a matching compression provider.");
        }
    }

    public int? MaxSendBytes { get; }

    public int? MaxReceiveBytes { get; }

    public bool DetailedErrors { get; }

    public string? ResponseEncoding { get; }

    public CompressionLevel? ResponseLevel { get; }

    public bool IgnoreUnknownMethods { get; }

    public IReadOnlyList<InterceptorRegistration> Interceptors { get; }

    public CompressionProviders Compression { get; }
}
