using System.Net;

namespace RoiApp.Web.Forwarding;

/// <summary>A request's body as it arrives, and a signal once its last byte has been handed on.</summary>
internal sealed class StreamedBody(HttpRequest request, Action sent) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await request.Body.CopyToAsync(stream, cancellationToken);
        await stream.FlushAsync(cancellationToken);
        sent();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = request.ContentLength ?? 0;
        return request.ContentLength is not null;
    }
}
