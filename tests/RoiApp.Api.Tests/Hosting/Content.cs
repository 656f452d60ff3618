using System.Text;

namespace RoiApp.Api.Tests.Hosting;

/// <summary>Content of files to hand in.</summary>
public static class Content
{
    /// <summary>A file name that no other test uses, so that scripts do not meet.</summary>
    public static string NewName(string extension = ".txt") => $"memo-{Guid.NewGuid():N}{extension}";

    public static byte[] Text(params string[] lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines));

    /// <summary>A recording in the shape of RIFF/WAVE, of as many bytes as asked for; its samples count up.</summary>
    public static byte[] Wav(int bytes = 4044)
    {
        var wav = new byte[bytes];
        "RIFF"u8.CopyTo(wav);
        BitConverter.TryWriteBytes(wav.AsSpan(4), bytes - 8);
        "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
        BitConverter.TryWriteBytes(wav.AsSpan(16), 16);
        ((ReadOnlySpan<byte>)[1, 0, 1, 0, 0x80, 0x3E, 0, 0, 0, 0x7D, 0, 0, 2, 0, 16, 0]).CopyTo(wav.AsSpan(20));
        "data"u8.CopyTo(wav.AsSpan(36));
        BitConverter.TryWriteBytes(wav.AsSpan(40), bytes - 44);
        for (var i = 44; i < bytes; i++)
        {
            wav[i] = (byte)(i * 31);
        }
        return wav;
    }
}
