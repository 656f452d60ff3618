using System.Buffers.Binary;

namespace RoiApp.Testing;

/// <summary>
/// A sample as a recording nobody has sent before: a recording is heard once only, so that a test which wants to see it being heard brings its own bytes.
/// </summary>
public sealed class NewRecording : IDisposable
{
    private NewRecording(string path) => Path = path;

    public string Path { get; }

    /// <summary>The same sound with other bytes: a box of free space at its end (ISO 14496-12, 8.1.2).</summary>
    public static async Task<NewRecording> OfM4aAsync(string sample, CancellationToken ct)
    {
        var box = new byte[8 + 16];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        "free"u8.CopyTo(box.AsSpan(4));
        Guid.NewGuid().TryWriteBytes(box.AsSpan(8));
        var directory = Directory.CreateTempSubdirectory("roiapp-recording-").FullName;
        var path = System.IO.Path.Combine(directory, System.IO.Path.GetFileName(sample));
        await File.WriteAllBytesAsync(path, [.. await File.ReadAllBytesAsync(SourceTree.Sample(sample), ct), .. box], ct);
        return new(path);
    }

    public void Dispose() => Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
}
