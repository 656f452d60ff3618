namespace Grpc.AspNetCore.ClientFactory;

public class GrpcContextPropagationOptions
{
    /// <summary>Whether a call made outside any gRPC call goes ahead with nothing to propagate, instead of throwing.</summary>
    public bool SuppressContextNotFoundErrors { get; set; }
}
