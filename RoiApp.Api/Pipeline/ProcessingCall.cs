using System.Threading.Channels;
using Grpc.Core;
using Microsoft.Extensions.Options;
using RoiApp.Api.Data;

namespace RoiApp.Api.Pipeline;

/// <summary>One conversation with Processing: content goes out, events come in, both as fast as the slower side takes them.</summary>
internal sealed class ProcessingCall(Wire.Processing.ProcessingClient client, AudioStore audio, TimeProvider time, IOptions<PipelineOptions> options)
{
    /// <summary>Runs the call to its end.</summary>
    /// <param name="take">Is given events in order, in batches as they have come; no further are taken until it returns.</param>
    /// <exception cref="RpcException">The call failed.</exception>
    /// <exception cref="SilenceException">Processing said nothing for too long.</exception>
    public async Task RunAsync(WorkflowRun run, Func<IReadOnlyList<Wire.ProcessEvent>, Task> take, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var call = client.Process(deadline: time.GetUtcNow().UtcDateTime + options.Value.RunWithin, cancellationToken: stop.Token);
        var events = Channel.CreateBounded<Wire.ProcessEvent>(new BoundedChannelOptions(256) { SingleReader = true, SingleWriter = true });
        var sending = SendAsync(run, call.RequestStream, stop.Token);
        var receiving = ReceiveAsync(call.ResponseStream, events.Writer, stop);
        try
        {
            await TakeAsync(events.Reader, take, ct);
        }
        catch (OperationCanceledException) when (sending.IsFaulted && !ct.IsCancellationRequested)
        {
            await sending; // What went wrong is that the content could not be read.
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(sending, receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task SendAsync(WorkflowRun from, IClientStreamWriter<Wire.ProcessRequest> to, CancellationToken until)
        {
            try
            {
                await SendPartsAsync(from, to, until);
            }
            catch (Exception e) when (e is RpcException or InvalidOperationException or OperationCanceledException)
            {
                // The call is over, and its reading side knows why.
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }
    }

    private async Task SendPartsAsync(WorkflowRun run, IClientStreamWriter<Wire.ProcessRequest> to, CancellationToken ct)
    {
        await to.WriteAsync(new() { Options = ToWire.Options(run) }, ct);
        if (run.DoneBefore.Contains(StepName.Transcription))
        {
            foreach (var segment in run.FinishedSegments)
            {
                await to.WriteAsync(new() { FinishedSegment = ToWire.Segment(segment) }, ct);
            }
        }
        else
        {
            await using var content = new FileStream(audio.PathOf(run.Sha256), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
            var chunk = new byte[options.Value.ChunkBytes];
            int read;
            while ((read = await content.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, ct)) > 0)
            {
                // Copied: a message may outlive the write that sends it.
                await to.WriteAsync(new() { Content = Google.Protobuf.ByteString.CopyFrom(chunk, 0, read) }, ct);
            }
        }
        await to.CompleteAsync();
    }

    private async Task ReceiveAsync(IAsyncStreamReader<Wire.ProcessEvent> from, ChannelWriter<Wire.ProcessEvent> to, CancellationTokenSource stop)
    {
        using var silence = new CancellationTokenSource(options.Value.SilentAtMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, stop.Token);
        try
        {
            while (await from.MoveNext(either.Token))
            {
                silence.CancelAfter(Timeout.InfiniteTimeSpan); // A slow database is not Processing's silence.
                await to.WriteAsync(from.Current, stop.Token);
                silence.CancelAfter(options.Value.SilentAtMost);
            }
            to.Complete();
        }
        catch (Exception) when (silence.IsCancellationRequested)
        {
            to.Complete(new SilenceException($"Processing has said nothing for {options.Value.SilentAtMost.TotalSeconds:0} s."));
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            to.Complete(new OperationCanceledException(stop.Token));
        }
        catch (Exception e)
        {
            to.Complete(e);
        }
    }

    private async Task TakeAsync(ChannelReader<Wire.ProcessEvent> events, Func<IReadOnlyList<Wire.ProcessEvent>, Task> take, CancellationToken ct)
    {
        var batch = new List<Wire.ProcessEvent>(options.Value.BatchEvents);
        while (await events.WaitToReadAsync(ct))
        {
            // Whatever came while the last batch was being written is the next one: alone when there is time, many when there is not.
            while (batch.Count < options.Value.BatchEvents && events.TryRead(out var e))
            {
                batch.Add(e);
            }
            await take(batch);
            batch.Clear();
        }
        await events.Completion;
    }
}

/// <summary>Processing has been silent for too long.</summary>
internal sealed class SilenceException(string message) : Exception(message);
