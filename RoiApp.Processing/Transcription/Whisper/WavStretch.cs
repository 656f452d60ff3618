using System.Runtime.InteropServices;
using RoiApp.Processing.Decoding;

namespace RoiApp.Processing.Transcription.Whisper;

/// <summary>A stretch of speech as a WAV file in memory: what speech services take.</summary>
internal static class WavStretch
{
    public static MemoryStream From(ReadOnlySpan<short> samples)
    {
        const short Pcm = 1;
        const short Channels = 1;
        const short BytesPerSample = 2;
        var bytes = MemoryMarshal.AsBytes(samples);
        var file = new MemoryStream(44 + bytes.Length);
        using var writer = new BinaryWriter(file, System.Text.Encoding.ASCII, leaveOpen: true);
        writer.Write("RIFF"u8);
        writer.Write(36 + bytes.Length);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write(Pcm);
        writer.Write(Channels);
        writer.Write(PcmBlock.SampleRate);
        writer.Write(PcmBlock.SampleRate * BytesPerSample);
        writer.Write(BytesPerSample);
        writer.Write((short)(BytesPerSample * 8));
        writer.Write("data"u8);
        writer.Write(bytes.Length);
        writer.Write(bytes);
        writer.Flush();
        file.Position = 0;
        return file;
    }
}
