using System.Threading.Channels;
using RoiApp.Processing.Decoding;

namespace RoiApp.Processing.Transcription;

/// <summary>Passes audio on and keeps what has not been recognised yet, so that another recogniser can hear it from there.</summary>
/// <remarks>One reader at a time. What is kept is bounded by how far a recogniser reads ahead: some stretches of at most 30 s.</remarks>
internal sealed class KeptAudio(ChannelReader<PcmBlock> source)
{
    private const int Ahead = 2;

    private readonly Lock _lock = new();
    private readonly LinkedList<(long Start, short[] Samples)> _kept = [];
    private long _read;

    /// <summary>Why the audio ended before its end: not the recogniser's doing.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>The audio from a time on, which must not be forgotten yet.</summary>
    /// <returns>The reader, and what fills it; cancel it before another one begins.</returns>
    public (ChannelReader<PcmBlock> Reader, Task Pump) From(long startMs, CancellationToken ct)
    {
        var channel = Channel.CreateBounded<PcmBlock>(Ahead);
        return (channel.Reader, PumpAsync(channel.Writer, startMs * PcmBlock.SampleRate / 1000, ct));
    }

    /// <summary>What lies before a time is not needed again.</summary>
    public void Forget(long beforeMs)
    {
        var before = beforeMs * PcmBlock.SampleRate / 1000;
        lock (_lock)
        {
            while (_kept.First is { } oldest && oldest.Value.Start + oldest.Value.Samples.Length <= before)
            {
                _kept.RemoveFirst();
            }
        }
    }

    private async Task PumpAsync(ChannelWriter<PcmBlock> writer, long start, CancellationToken ct)
    {
        try
        {
            (long Start, short[] Samples)[] again;
            lock (_lock)
            {
                again = [.. _kept];
            }
            foreach (var (at, samples) in again.Where(block => block.Start + block.Samples.Length > start))
            {
                await writer.WriteAsync(PcmBlock.From(samples.AsSpan((int)Math.Max(0, start - at))), ct);
            }
            if (Fault is null)
            {
                await foreach (var block in source.ReadAllAsync(ct))
                {
                    Keep(block);
                    await writer.WriteAsync(block, ct);
                }
            }
            writer.Complete(Fault);
        }
        catch (Exception e)
        {
            Fault ??= ct.IsCancellationRequested ? null : e;
            writer.Complete(e);
        }
    }

    private void Keep(PcmBlock block)
    {
        lock (_lock)
        {
            _kept.AddLast((_read, block.Samples.ToArray()));
            _read += block.Length;
        }
    }
}
