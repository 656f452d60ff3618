using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

internal sealed partial class HttpContextServerCallContext
{
    /// <summary>Writes one message. Without a flush it leaves together with the status that follows it.</summary>
    public Task WriteAsync<TResponse>(TResponse message, Action<TResponse, SerializationContext> serializer, bool flush)
    {
        var response = HttpContext.Response;
        if (!response.HasStarted)
        {
            // Before the first byte goes into the pipe: without it there would be a content length, and no trailers.
            var starting = response.StartAsync(CancellationToken.None);
            if (!starting.IsCompletedSuccessfully)
            {
                return WriteWhenStartedAsync(starting, message, serializer, flush);
            }
        }

        Writer.Write(response.BodyWriter, message, serializer, MessageCompression, Settings.ResponseLevel);
        return flush && !MayBuffer ? FlushAsync() : Task.CompletedTask;
    }

    private async Task WriteWhenStartedAsync<TResponse>(Task starting, TResponse message, Action<TResponse, SerializationContext> serializer, bool flush)
    {
        await starting.ConfigureAwait(false);
        Writer.Write(HttpContext.Response.BodyWriter, message, serializer, MessageCompression, Settings.ResponseLevel);
        if (flush && !MayBuffer)
        {
            await FlushAsync().ConfigureAwait(false);
        }
    }

    private Task FlushAsync()
    {
        var flushing = HttpContext.Response.BodyWriter.FlushAsync(CancellationToken.None);
        return flushing.IsCompletedSuccessfully ? Task.CompletedTask : flushing.AsTask();
    }
}
