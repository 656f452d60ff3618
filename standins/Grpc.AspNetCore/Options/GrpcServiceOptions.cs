using System.IO.Compression;
using Grpc.Net.Compression;

namespace Grpc.AspNetCore.Server;

/// <summary>What holds for all services, or (<see cref="GrpcServiceOptions{TService}"/>) for one of them.</summary>
public class GrpcServiceOptions
{
    private const int DefaultMaxReceiveBytes = 4 * 1024 * 1024;

    private int? _maxReceiveMessageSize = DefaultMaxReceiveBytes;
    private int? _maxSendMessageSize;
    private IList<ICompressionProvider>? _compressionProviders;

    /// <summary>Bytes; <see langword="null"/> for no limit, which is the default.</summary>
    public int? MaxSendMessageSize
    {
        get => _maxSendMessageSize;
        set => (_maxSendMessageSize, HasMaxSendMessageSize) = (value, true);
    }

    /// <summary>Bytes; <see langword="null"/> for no limit. 4 MiB by default.</summary>
    public int? MaxReceiveMessageSize
    {
        get => _maxReceiveMessageSize;
        set => (_maxReceiveMessageSize, HasMaxReceiveMessageSize) = (value, true);
    }

    /// <summary>Whether clients get to see the message of an exception that a service threw.</summary>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary>Compression of what is sent, where the client's <c>grpc-accept-encoding</c> has it.</summary>
    public string? ResponseCompressionAlgorithm { get; set; }

    public CompressionLevel? ResponseCompressionLevel { get; set; }

    /// <summary>In addition to gzip and deflate.</summary>
    public IList<ICompressionProvider> CompressionProviders
    {
        get => _compressionProviders ??= [];
        set => _compressionProviders = value;
    }

    /// <summary>Run for every call, in order, the first one outermost.</summary>
    public InterceptorCollection Interceptors { get; } = [];

    /// <summary>Whether a call of an unknown service or method is left to other endpoints, instead of being UNIMPLEMENTED.</summary>
    public bool? IgnoreUnknownServices { get; set; }

    internal bool HasMaxSendMessageSize { get; private set; }

    internal bool HasMaxReceiveMessageSize { get; private set; }
}

/// <summary>What holds for one service; it goes before what holds for all.</summary>
public class GrpcServiceOptions<TService> : GrpcServiceOptions
    where TService : class
{
}
