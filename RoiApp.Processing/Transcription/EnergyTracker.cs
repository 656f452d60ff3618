namespace RoiApp.Processing.Transcription;

/// <summary>Tells speech from pauses by loudness, relative to what was loud and quiet within the last half minute.</summary>
internal sealed class EnergyTracker
{
    /// <summary>20 ms at 16 kHz.</summary>
    public const int FrameSamples = 320;

    // Some 10 units of 32 768: a microphone that is off, or digital silence with its dither.
    private const int SilenceDb = 24;
    private const int HistoryFrames = 1_500;
    private const int MaxDb = 100;

    // Share of the way from the quiet frames to the loud ones at which speech begins.
    private const double SpeechShare = 0.30;

    private readonly int[] _histogram = new int[MaxDb + 1];
    private readonly byte[] _history = new byte[HistoryFrames];
    private int _seen;

    /// <summary>Loudness of the last frame, in dB over one unit.</summary>
    public int LastDb { get; private set; }

    /// <returns>True when the frame is part of a pause.</returns>
    public bool IsPause(ReadOnlySpan<short> frame)
    {
        LastDb = DbOf(frame);
        var slot = _seen++ % HistoryFrames;
        if (_seen > HistoryFrames)
        {
            _histogram[_history[slot]]--;
        }
        _history[slot] = (byte)LastDb;
        _histogram[LastDb]++;
        return LastDb < SilenceDb || LastDb < Threshold();
    }

    private double Threshold()
    {
        var frames = Math.Min(_seen, HistoryFrames);
        var quiet = Percentile(frames, 0.02);
        var loud = Percentile(frames, 0.99);
        return quiet + ((loud - quiet) * SpeechShare);
    }

    private int Percentile(int frames, double share)
    {
        var wanted = Math.Max(1, (int)(frames * share));
        var db = -1;
        while (wanted > 0 && db < MaxDb)
        {
            wanted -= _histogram[++db];
        }
        return db;
    }

    private static int DbOf(ReadOnlySpan<short> frame)
    {
        var energy = 1.0;
        foreach (var sample in frame)
        {
            energy += (double)sample * sample;
        }
        return (int)Math.Clamp(10 * Math.Log10(energy / frame.Length), 0, MaxDb);
    }
}
