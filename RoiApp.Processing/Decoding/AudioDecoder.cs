using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Decoding.Endings;

namespace RoiApp.Processing.Decoding;

/// <summary>Turns a recording of any known format into PCM as its bytes arrive, by ffmpeg.</summary>
internal sealed partial class AudioDecoder(IOptions<DecodingOptions> options, ProcessingMetrics metrics, ILogger<AudioDecoder> logger)
{
    // One second of audio a block.
    private const int BlockBytes = PcmBlock.SampleRate * 2;

    // A codec's padding and a container's rounding: what a whole file may lack of the length that it declares.
    private const double ToleratedShare = 0.02;
    private const long ToleratedMs = 1_000;

    /// <summary>Decodes to the end. The channel's bound slows down decoding, and with it the reading of <paramref name="content"/>.</summary>
    /// <exception cref="StepException">The content is empty, is no recording, holds no audio, is cut short or too long; or ffmpeg is missing.</exception>
    public async Task<AudioInfo> DecodeAsync(PipeReader content, ChannelWriter<PcmBlock> pcm, DecodingProgress progress, CancellationToken ct)
    {
        var format = await SniffAsync(content, ct);
        if (!format.IndexMayBeAtTheEnd)
        {
            return await RunAsync(format, content, file: null, pcm, progress, ct);
        }
        await using var spooled = await SpooledContent.CreateAsync(content, options.Value, progress, ct);
        return await RunAsync(format, content: null, spooled.Path, pcm, progress, ct);
    }

    private static async Task<AudioFormat> SniffAsync(PipeReader content, CancellationToken ct)
    {
        var start = await content.ReadAtLeastAsync(AudioFormat.SniffBytes, ct);
        if (start.Buffer.IsEmpty)
        {
            throw new StepException("empty-file", "The file is empty. Record it again, or choose another file.");
        }
        var head = start.Buffer.Slice(0, Math.Min(start.Buffer.Length, AudioFormat.SniffBytes)).ToArray();
        content.AdvanceTo(start.Buffer.Start);
        return AudioFormat.Sniff(head) ?? throw Unreadable("it is none of wav, mp3, mp4, m4a, webm, flac, ogg, opus, aac, aiff, amr");
    }

    private async Task<AudioInfo> RunAsync(AudioFormat format, PipeReader? content, string? file, ChannelWriter<PcmBlock> pcm, DecodingProgress progress, CancellationToken ct)
    {
        using var activity = ProcessingMetrics.Activities.StartActivity("decode");
        activity?.SetTag("roiapp.audio.format", format.Name);
        var ending = content is null ? null : IEndingCheck.For(format);
        var log = new FfmpegLog();
        await using var ffmpeg = FfmpegProcess.Start(options.Value.Ffmpeg, format, file);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var feeding = FeedAsync(content, ffmpeg, ending, progress, stop.Token);
        var listening = log.ReadAsync(ffmpeg.Errors, progress, stop.Token);
        try
        {
            var samples = await ReadPcmAsync(ffmpeg, pcm, progress, ct);
            await listening;
            var exitCode = await ffmpeg.WaitAsync(ct);
            var arrived = feeding.IsCompleted;
            await stop.CancelAsync();
            await feeding;
            ct.ThrowIfCancellationRequested();
            var durationMs = PcmBlock.ToMs(samples);
            Judge(format, log, exitCode, samples, durationMs, progress.DeclaredMs, cut: arrived && ending is { EndsMidway: true });
            progress.End();
            metrics.Decoded(format.Name, durationMs);
            return new AudioInfo { DurationMs = durationMs, Format = format.Name };
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(feeding, listening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task FeedAsync(PipeReader? content, FfmpegProcess ffmpeg, IEndingCheck? ending, DecodingProgress progress, CancellationToken ct)
    {
        try
        {
            while (content is not null)
            {
                var read = await content.ReadAsync(ct);
                foreach (var part in read.Buffer)
                {
                    ending?.Observe(part.Span);
                    await ffmpeg.Input.WriteAsync(part, ct);
                    progress.Report(part.Length);
                }
                content.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }
            await ffmpeg.Input.DisposeAsync();
        }
        catch (IOException)
        {
            // ffmpeg has stopped reading: what it thought of the content is in its log and its exit code.
        }
        catch (OperationCanceledException)
        {
            // The reader of the PCM has ended, and knows why.
        }
    }

    private async Task<long> ReadPcmAsync(FfmpegProcess ffmpeg, ChannelWriter<PcmBlock> pcm, DecodingProgress progress, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BlockBytes);
        var maxSamples = (long)(options.Value.MaxDuration.TotalSeconds * PcmBlock.SampleRate);
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            for (var samples = 0L; ;)
            {
                stall.CancelAfter(options.Value.StallLimit);
                var read = await ffmpeg.Output.ReadAtLeastAsync(buffer.AsMemory(0, BlockBytes), BlockBytes, throwOnEndOfStream: false, stall.Token);
                stall.CancelAfter(Timeout.InfiniteTimeSpan);
                if (read / 2 == 0)
                {
                    return samples;
                }
                samples += read / 2;
                if (samples > maxSamples)
                {
                    throw new StepException("too-long", $"The recording is longer than {options.Value.MaxDuration:hh\\:mm} hours, the most that is read. Split it, or raise Decoding:MaxDuration.");
                }
                await pcm.WriteAsync(PcmBlock.From(buffer.AsSpan(0, read / 2 * 2)), ct);
                progress.DecodedTo(PcmBlock.ToMs(samples));
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new StepException("decoder-stalled", $"ffmpeg gave no audio for {options.Value.StallLimit.TotalSeconds:0} seconds and was stopped. Try again; if that fails, convert the recording to wav.", retryable: true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Judge(AudioFormat format, FfmpegLog log, int exitCode, long samples, long durationMs, long declaredMs, bool cut)
    {
        if (log.HasErrors)
        {
            FfmpegComplained(logger, format.Name, exitCode, log.Complaints);
        }
        if (samples == 0)
        {
            throw log.HasNoAudioTrack || (exitCode == 0 && !log.HasErrors)
                ? new StepException("no-audio", $"The {format.Name} file holds no audio. Check that the microphone was on, and choose another file.")
                : Unreadable($"it begins like {format.Name}, but ffmpeg cannot decode it");
        }
        var lacking = declaredMs - durationMs;
        var isShort = declaredMs > 0 && lacking > Math.Max(ToleratedMs, declaredMs * ToleratedShare);
        // Complaints about a file that has all the length it declares are about tags and padding.
        var isDamaged = log.HasErrors && declaredMs == 0;
        if (cut || isShort || isDamaged || exitCode != 0)
        {
            var found = TimeSpan.FromMilliseconds(durationMs).ToString(@"h\:mm\:ss", System.Globalization.CultureInfo.InvariantCulture);
            var declared = declaredMs > 0 ? " of " + TimeSpan.FromMilliseconds(declaredMs).ToString(@"h\:mm\:ss", System.Globalization.CultureInfo.InvariantCulture) : "";
            throw new StepException("truncated-audio", $"The {format.Name} file is cut short or damaged: {found}{declared} could be read. Upload the whole file again.");
        }
    }

    private static StepException Unreadable(string why) => new("unreadable-audio", $"The file is not a recording that can be read: {why}. Convert it to wav or mp3 and upload that.");

    [LoggerMessage(1, LogLevel.Information, "ffmpeg complained about a {Format} recording (exit code {ExitCode}): {Complaints}")]
    private static partial void FfmpegComplained(ILogger logger, string format, int exitCode, string complaints);
}
