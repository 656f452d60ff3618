using System.Buffers;
using RoiApp.Processing.Decoding;

namespace RoiApp.Processing.Transcription;

/// <summary>A stretch of a recording, cut at pauses; without samples where nobody spoke. Dispose of it to give the buffer back.</summary>
/// <param name="startSample">Position in the recording.</param>
/// <param name="length">Samples that the stretch covers.</param>
/// <param name="rented">The samples, or null for silence.</param>
internal sealed class SpeechChunk(long startSample, int length, short[]? rented) : IDisposable
{
    private short[]? _rented = rented;

    public long StartMs => PcmBlock.ToMs(startSample);

    public long EndMs => PcmBlock.ToMs(startSample + length);

    public bool IsSilent { get; } = rented is null;

    public ReadOnlyMemory<short> Samples => _rented is null ? default : _rented.AsMemory(0, length);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } buffer)
        {
            ArrayPool<short>.Shared.Return(buffer);
        }
    }
}
