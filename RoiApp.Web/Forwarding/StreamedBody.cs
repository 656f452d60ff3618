using System.Buffers;
using System.Net;

namespace RoiApp.Web.Forwarding;

/// <summary>A request's body as it arrives, and a signal once its last byte has been handed on.</summary>
internal sealed class StreamedBody(HttpRequest request, Action sent) : HttpContent
{
    private const int BufferBytes = 64 * 1024;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                await stream.FlushAsync(cancellationToken); // What has come goes on now, not when a buffer is full.
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        sent();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = request.ContentLength ?? 0;
        return request.ContentLength is not null;
    }
}
