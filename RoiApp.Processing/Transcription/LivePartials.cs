using Microsoft.Extensions.Options;

namespace RoiApp.Processing.Transcription;

/// <summary>
/// Partial text of one run: what the recogniser has so far of the stretch that comes next in the transcript. Stretches further on are worked on at the same
/// time, and wait for their turn to be shown.
/// </summary>
/// <remarks>Recognisers ask and tell from their own threads.</remarks>
internal sealed class LivePartials(Listening listening, bool wanted, TimeProvider time)
{
    private static readonly TimeSpan s_atMostEvery = TimeSpan.FromMilliseconds(200);

    private int _next;
    private long _lastAt;

    /// <summary>Whether what has been heard of this stretch would be shown now.</summary>
    /// <param name="stretch">Its place in the recording, from 0.</param>
    public bool IsDue(int stretch) => wanted && stretch == Volatile.Read(ref _next)
        && (Volatile.Read(ref _lastAt) == 0 || time.GetElapsedTime(Volatile.Read(ref _lastAt)) >= s_atMostEvery);

    public void Tell(int stretch, long startMs, string text)
    {
        if (text.Length > 0 && stretch == Volatile.Read(ref _next))
        {
            Volatile.Write(ref _lastAt, time.GetTimestamp());
            listening.Partial(startMs, text);
        }
    }

    /// <summary>The stretch is in the transcript: the one after it may be shown.</summary>
    public void Passed() => Interlocked.Increment(ref _next);
}
