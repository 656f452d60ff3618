using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

internal sealed partial class HttpContextServerCallContext
{
    private PipeWriter? _output;

    /// <summary>Writes one message. Without a flush it leaves together with the status that follows it.</summary>
    public Task WriteAsync<TResponse>(TResponse message, Action<TResponse, SerializationContext> serializer, bool flush)
    {
        if (_output is null)
        {
            // Before the first byte goes into the pipe: without it there would be a content length, and no trailers.
            var response = HttpContext.Response;
            var starting = response.HasStarted ? Task.CompletedTask : response.StartAsync(CancellationToken.None);
            if (!starting.IsCompletedSuccessfully)
            {
                return WriteWhenStartedAsync(starting, message, serializer, flush);
            }

            _output = response.BodyWriter;
        }

        return WriteStartedAsync(_output, message, serializer, flush && !MayBuffer);
    }

    private async Task WriteWhenStartedAsync<TResponse>(Task starting, TResponse message, Action<TResponse, SerializationContext> serializer, bool flush)
    {
        await starting.ConfigureAwait(false);
        _output = HttpContext.Response.BodyWriter;
        await WriteStartedAsync(_output, message, serializer, flush && !MayBuffer).ConfigureAwait(false);
    }

    private Task WriteStartedAsync<TResponse>(PipeWriter output, TResponse message, Action<TResponse, SerializationContext> serializer, bool flush)
    {
        var frame = Writer.Write(message, serializer, MessageCompression, Settings.ResponseLevel, output);
        if (!flush)
        {
            output.Write(frame.Span);
            return Task.CompletedTask;
        }

        var flushing = frame.IsEmpty ? output.FlushAsync(CancellationToken.None) : output.WriteAsync(frame, CancellationToken.None);
        if (!flushing.IsCompletedSuccessfully)
        {
            return TrimWhenFlushedAsync(flushing);
        }

        Writer.Trim();
        return Task.CompletedTask;
    }

    private async Task TrimWhenFlushedAsync(ValueTask<FlushResult> flushing)
    {
        await flushing.ConfigureAwait(false);
        Writer.Trim();
    }
}
