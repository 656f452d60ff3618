using System.Buffers.Binary;
using System.Diagnostics;

namespace RoiApp.Testing;

/// <summary>
/// Samples as a recording nobody has sent before: a recording is heard once only, so that a test which wants to see it being heard brings its own bytes.
/// </summary>
public sealed class NewRecording : IDisposable
{
    private NewRecording(string path) => Path = path;

    public string Path { get; }

    /// <summary>The same sound with other bytes: a box of free space at its end (ISO 14496-12, 8.1.2).</summary>
    public static async Task<NewRecording> OfM4aAsync(string sample, CancellationToken ct)
    {
        var recording = In(System.IO.Path.GetFileName(sample));
        var box = new byte[8 + 16];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        "free"u8.CopyTo(box.AsSpan(4));
        Guid.NewGuid().TryWriteBytes(box.AsSpan(8));
        await File.WriteAllBytesAsync(recording.Path, [.. await File.ReadAllBytesAsync(SourceTree.Sample(sample), ct), .. box], ct);
        return recording;
    }

    /// <summary>Samples one after the other, a second of silence after each: WAV, 16 kHz, mono.</summary>
    public static async Task<NewRecording> JoinedAsync(string name, IReadOnlyList<string> samples, CancellationToken ct)
    {
        var recording = In(name);
        var each = string.Concat(samples.Select((_, i) => $"[{i}:a]aresample=16000,aformat=channel_layouts=mono,apad=pad_dur=1[a{i}];"));
        var joined = string.Concat(samples.Select((_, i) => $"[a{i}]"));
        using var ffmpeg = Process.Start("ffmpeg",
        [
            "-v", "error", "-nostdin", .. samples.SelectMany(sample => new[] { "-i", SourceTree.Sample(sample) }),
            "-filter_complex", $"{each}{joined}concat=n={samples.Count}:v=0:a=1", "-sample_fmt", "s16", recording.Path,
        ]);
        await ffmpeg.WaitForExitAsync(ct);
        return ffmpeg.ExitCode == 0 ? recording : throw new InvalidOperationException($"ffmpeg ended with {ffmpeg.ExitCode}.");
    }

    public void Dispose() => Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);

    private static NewRecording In(string name) => new(System.IO.Path.Combine(Directory.CreateTempSubdirectory("roiapp-recording-").FullName, name));
}
