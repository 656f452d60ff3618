using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>On the HTTP context's features while a gRPC call runs.</summary>
public interface IServerCallContextFeature
{
    ServerCallContext ServerCallContext { get; }
}
