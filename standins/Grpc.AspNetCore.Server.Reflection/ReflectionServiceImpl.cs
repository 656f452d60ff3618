using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;

namespace Grpc.Reflection;

/// <summary>Tells tools such as grpcurl what a server serves, in the protocol's first form, v1alpha.</summary>
public class ReflectionServiceImpl : ServerReflection.ServerReflectionBase
{
    private readonly ReflectionV1ServiceImpl _v1;

    public ReflectionServiceImpl(IEnumerable<ServiceDescriptor> serviceDescriptors) => _v1 = new ReflectionV1ServiceImpl(serviceDescriptors);

    public ReflectionServiceImpl(params ServiceDescriptor[] serviceDescriptors) : this((IEnumerable<ServiceDescriptor>)serviceDescriptors)
    {
    }

    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            await responseStream.WriteAsync(Answer(requestStream.Current), context.CancellationToken);
        }
    }

    /// <summary>Both versions have the same messages on the wire: the one's bytes are the other's.</summary>
    private ServerReflectionResponse Answer(ServerReflectionRequest request) =>
        ServerReflectionResponse.Parser.ParseFrom(Bytes(_v1.Answer(V1.ServerReflectionRequest.Parser.ParseFrom(Bytes(request)))));

    private static byte[] Bytes(Google.Protobuf.IMessage message) => Google.Protobuf.MessageExtensions.ToByteArray(message);
}
