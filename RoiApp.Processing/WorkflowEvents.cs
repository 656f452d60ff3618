using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using RoiApp.Contracts.V1;

namespace RoiApp.Processing;

/// <summary>Where the stages of one workflow report. They do so at the same time, but a stream takes one write at a time: one channel, one reader.</summary>
internal sealed class WorkflowEvents(TimeProvider time)
{
    private const int Bound = 64;

    private static readonly TimeSpan s_progressAtMostEvery = TimeSpan.FromMilliseconds(100);

    private readonly Channel<ProcessEvent> _channel = Channel.CreateBounded<ProcessEvent>(new BoundedChannelOptions(Bound) { SingleReader = true });
    private readonly Lock _progressLock = new();
    private long _lastProgress;

    public ChannelReader<ProcessEvent> Reader => _channel.Reader;

    /// <summary>Waits while the client is slow to read.</summary>
    public ValueTask SendAsync(ProcessEvent happened, CancellationToken ct)
    {
        happened.At = Timestamp.FromDateTimeOffset(time.GetUtcNow());
        return _channel.Writer.WriteAsync(happened, ct);
    }

    public ValueTask SendAsync(StepStarted started, CancellationToken ct) => SendAsync(new ProcessEvent { StepStarted = started }, ct);

    public ValueTask SendAsync(Segment segment, CancellationToken ct) => SendAsync(new ProcessEvent { Segment = segment }, ct);

    public ValueTask SendAsync(SegmentTranslation translation, CancellationToken ct) => SendAsync(new ProcessEvent { Translation = translation }, ct);

    public ValueTask SendAsync(Report report, CancellationToken ct) => SendAsync(new ProcessEvent { Report = report }, ct);

    public ValueTask SendAsync(StepCompleted completed, CancellationToken ct) => SendAsync(new ProcessEvent { StepCompleted = completed }, ct);

    public ValueTask SendAsync(StepFailed failed, CancellationToken ct) => SendAsync(new ProcessEvent { StepFailed = failed }, ct);

    public ValueTask SendAsync(AudioInfo audio, CancellationToken ct) => SendAsync(new ProcessEvent { Audio = audio }, ct);

    /// <summary>Sends it unless another one went out just now or the client is behind: the next one says more.</summary>
    public void Offer(StepProgress progress)
    {
        lock (_progressLock)
        {
            var now = time.GetTimestamp();
            if (_lastProgress != 0 && time.GetElapsedTime(_lastProgress, now) < s_progressAtMostEvery)
            {
                return;
            }
            if (_channel.Writer.TryWrite(new ProcessEvent { At = Timestamp.FromDateTimeOffset(time.GetUtcNow()), Progress = progress }))
            {
                _lastProgress = now;
            }
        }
    }

    /// <summary>Sends it unless the client is behind: the segment says it all.</summary>
    public void Offer(PartialText partial) => _channel.Writer.TryWrite(new ProcessEvent { At = Timestamp.FromDateTimeOffset(time.GetUtcNow()), Partial = partial });

    public void Complete() => _channel.Writer.TryComplete();
}
