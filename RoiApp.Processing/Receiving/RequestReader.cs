using System.IO.Pipelines;
using Grpc.Core;
using RoiApp.Contracts.V1;

namespace RoiApp.Processing.Receiving;

/// <summary>Reads the client's half of a call: options, finished segments, content.</summary>
/// <remarks>The content goes through a pipe of one MiB: when the stages are slower than the client, the client waits.</remarks>
internal sealed class RequestReader(IAsyncStreamReader<ProcessRequest> stream, ReceivingOptions options)
{
    /// <summary>Most bytes of content in one message.</summary>
    public const int MaxChunkBytes = 1 << 20;

    private readonly Pipe _content = new(new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19, useSynchronizationContext: false));
    private bool _hasCurrent;

    /// <summary>Reads all that comes before the content.</summary>
    /// <exception cref="RpcException">Something is out of order or out of range (INVALID_ARGUMENT), or the client fell silent (DEADLINE_EXCEEDED).</exception>
    public async Task<WorkflowRequest> ReadHeadAsync(CancellationToken ct)
    {
        if (!await MoveNextAsync(ct) || stream.Current.Options is not { } asked)
        {
            throw Invalid("The first message must carry options.");
        }
        if (ProcessOptionsRules.FindFault(asked) is { } fault)
        {
            throw Invalid(fault);
        }
        var finished = new List<Segment>();
        while (asked.TranscriptionDone && await MoveNextAsync(ct) && !(_hasCurrent = stream.Current.PartCase != ProcessRequest.PartOneofCase.FinishedSegment))
        {
            var segment = stream.Current.FinishedSegment;
            if (segment.Index != finished.Count)
            {
                throw Invalid($"finished_segment.index is {segment.Index}, expected {finished.Count}: segments come in order, without gaps.");
            }
            if (finished.Count == options.MaxFinishedSegments)
            {
                throw Invalid($"More than {options.MaxFinishedSegments} finished segments.");
            }
            finished.Add(segment);
        }
        return new WorkflowRequest(asked, finished, _content.Reader);
    }

    /// <summary>Passes the content on until the client half-closes, or nobody reads it any more.</summary>
    /// <exception cref="RpcException">As for the head.</exception>
    public async Task PumpAsync(CancellationToken ct)
    {
        try
        {
            while (_hasCurrent || await MoveNextAsync(ct))
            {
                _hasCurrent = false;
                var message = stream.Current;
                if (message.PartCase != ProcessRequest.PartOneofCase.Content)
                {
                    throw Invalid(message.PartCase == ProcessRequest.PartOneofCase.FinishedSegment
                        ? "finished_segment needs options.transcription_done, and comes before any content."
                        : "Options came twice, or a message was empty; content was expected.");
                }
                if (message.Content.Length > MaxChunkBytes)
                {
                    throw Invalid($"content holds {message.Content.Length} bytes; at most {MaxChunkBytes} (1 MiB) go in one message.");
                }
                var flushed = await _content.Writer.WriteAsync(message.Content.Memory, ct);
                if (flushed.IsCompleted)
                {
                    break;
                }
            }
            await _content.Writer.CompleteAsync();
        }
        catch (Exception e)
        {
            await _content.Writer.CompleteAsync(e);
            throw;
        }
    }

    private async Task<bool> MoveNextAsync(CancellationToken ct)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(ct);
        idle.CancelAfter(options.IdleLimit);
        try
        {
            return await stream.MoveNext(idle.Token);
        }
        catch (Exception e) when (idle.IsCancellationRequested && !ct.IsCancellationRequested && e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, $"Nothing came for {options.IdleLimit.TotalSeconds:0.#} seconds. Send content, or half-close the stream."));
        }
    }

    private static RpcException Invalid(string what) => new(new Status(StatusCode.InvalidArgument, what));
}
