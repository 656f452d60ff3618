using Grpc.Core;

namespace RoiApp.Api.Tests.Hosting;

/// <summary>One call as Processing's side sees it.</summary>
public sealed class ScriptedCall(Wire.ProcessOptions options, IAsyncStreamReader<Wire.ProcessRequest> requests, IServerStreamWriter<Wire.ProcessEvent> responses, ServerCallContext context)
{
    public Wire.ProcessOptions Options => options;

    public List<Wire.Segment> FinishedSegments { get; } = [];

    /// <summary>Cancelled when the client gives the call up.</summary>
    public CancellationToken Cancelled => context.CancellationToken;

    public Metadata Trailers => context.ResponseTrailers;

    /// <summary>Reads to the end of what the client sends; answers the content.</summary>
    public async Task<byte[]> ReadAsync()
    {
        using var content = new MemoryStream();
        while (await requests.MoveNext(Cancelled))
        {
            if (requests.Current.FinishedSegment is { } segment)
            {
                FinishedSegments.Add(segment);
            }
            else
            {
                await content.WriteAsync(requests.Current.Content.Memory, Cancelled);
            }
        }
        return content.ToArray();
    }

    public Task SayAsync(Wire.ProcessEvent e) => responses.WriteAsync(e, Cancelled);
}
