using System.Buffers;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RoiApp.Processing.Decoding;

namespace RoiApp.Processing.Transcription;

/// <summary>
/// Cuts a recording at pauses into stretches of 8 to 30 seconds: long enough for the recogniser to adapt to the voice, short enough to
/// share out among recognisers. Holds one stretch at a time, however long the recording.
/// </summary>
internal sealed class SpeechCutter
{
    /// <summary>No stretch is longer.</summary>
    public const int MaxSamples = 30 * PcmBlock.SampleRate;

    private const int MinSamples = 8 * PcmBlock.SampleRate;
    private const int PauseFrames = 18;
    private const int LongPauseFrames = 100;
    private const int MinSpeechFrames = 5;
    private const int FrameSamples = EnergyTracker.FrameSamples;

    // Kept of a pause before speech begins, so that its first sound is whole.
    private const int LeadFrames = 15;

    private readonly EnergyTracker _energy = new();
    private readonly byte[] _loudness = new byte[MaxSamples / FrameSamples];
    private short[] _buffer = ArrayPool<short>.Shared.Rent(MaxSamples);
    private long _start;
    private int _length;
    private int _framesDone;
    private int _pauseFrames;
    private int _speechFrames;

    // A click is not speech.
    private bool HasSpeech => _speechFrames >= MinSpeechFrames;

    /// <summary>Cuts until the channel is complete.</summary>
    public async IAsyncEnumerable<SpeechChunk> CutAsync(ChannelReader<PcmBlock> pcm, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var block in pcm.ReadAllAsync(ct))
        {
            using (block)
            {
                for (var taken = 0; taken < block.Length;)
                {
                    var step = Math.Min(block.Length - taken, MaxSamples - _length);
                    block.Samples.Slice(taken, step).CopyTo(_buffer.AsSpan(_length));
                    _length += step;
                    taken += step;
                    while (NextCut() is { } cut)
                    {
                        yield return Cut(cut);
                    }
                }
            }
        }
        if (_length > 0)
        {
            yield return Cut(_length);
        }
        ArrayPool<short>.Shared.Return(_buffer);
    }

    /// <returns>How many samples from the start of the buffer to cut off now, if any.</returns>
    private int? NextCut()
    {
        while ((_framesDone + 1) * FrameSamples <= _length)
        {
            var pause = _energy.IsPause(_buffer.AsSpan(_framesDone * FrameSamples, FrameSamples));
            _loudness[_framesDone++] = (byte)_energy.LastDb;
            _pauseFrames = pause ? _pauseFrames + 1 : 0;
            _speechFrames += pause ? 0 : 1;
            var done = _framesDone * FrameSamples;
            if (!HasSpeech && _pauseFrames >= LongPauseFrames)
            {
                return done - (LeadFrames * FrameSamples);
            }
            if (HasSpeech && ((_pauseFrames >= PauseFrames && done >= MinSamples) || _pauseFrames >= LongPauseFrames))
            {
                return done - (_pauseFrames / 2 * FrameSamples);
            }
            if (done >= MaxSamples)
            {
                return QuietestPlace();
            }
        }
        return null;
    }

    // Somebody who does not pause for half a minute: the least harm is done where the voice is lowest.
    private int QuietestPlace()
    {
        const int Window = 10;
        var best = _framesDone;
        var lowest = int.MaxValue;
        for (var at = _framesDone / 2; at + Window <= _framesDone; at++)
        {
            var sum = 0;
            foreach (var db in _loudness.AsSpan(at, Window))
            {
                sum += db;
            }
            if (sum <= lowest)
            {
                lowest = sum;
                best = at + (Window / 2);
            }
        }
        return best * FrameSamples;
    }

    private SpeechChunk Cut(int length)
    {
        var full = _buffer;
        var chunk = new SpeechChunk(_start, length, HasSpeech ? full : null);
        var rest = _length - length;
        if (HasSpeech)
        {
            _buffer = ArrayPool<short>.Shared.Rent(MaxSamples);
        }
        full.AsSpan(length, rest).CopyTo(_buffer);
        _start += length;
        _length = rest;
        // What is left was part of a pause, or is looked at again as the start of the next stretch.
        _framesDone = 0;
        _pauseFrames = 0;
        _speechFrames = 0;
        return chunk;
    }
}
