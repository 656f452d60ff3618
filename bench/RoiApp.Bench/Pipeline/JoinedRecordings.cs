using System.Diagnostics;
using System.Globalization;
using RoiApp.Testing;

namespace RoiApp.Bench.Pipeline;

/// <summary>Recordings of any length, joined from those of a folder (one with a manifest.tsv: the English ones), or from the project's own samples.</summary>
internal sealed class JoinedRecordings(string? folder) : IDisposable
{
    private static readonly string[] s_extensions = [".wav", ".mp3", ".m4a", ".ogg"];

    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("roiapp-bench-audio-");
    private readonly Dictionary<TimeSpan, string> _made = [];

    /// <summary>A WAV file of this length.</summary>
    public string Of(TimeSpan length) => _made.TryGetValue(length, out var path) ? path : _made[length] = Make(length);

    public void Dispose() => _scratch.Delete(recursive: true);

    private string Make(TimeSpan length)
    {
        var list = Path.Combine(_scratch.FullName, "list.txt");
        var parts = Parts().Select((part, i) => Ffmpeg($"part-{i}.wav", "-i", part, "-af", "apad=pad_dur=0.6")).ToList();
        if (parts.Count == 0)
        {
            throw new InvalidOperationException($"There are no recordings in {folder}.");
        }
        // Round and round: ffmpeg stops at the length.
        File.WriteAllLines(list, Enumerable.Repeat(parts, 1 + (int)(length.TotalSeconds / parts.Count)).SelectMany(all => all).Select(part => $"file '{part}'"));
        return Ffmpeg(
            $"{length.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)}s.wav", "-f", "concat", "-safe", "0", "-i", list, "-t", length.TotalSeconds.ToString(CultureInfo.InvariantCulture));
    }

    private IEnumerable<string> Parts()
    {
        var manifest = Path.Combine(folder ?? "", "manifest.tsv");
        return folder is null ? Recordings(Path.Combine(SourceTree.Root, "samples"))
            : File.Exists(manifest) ? File.ReadLines(manifest).Skip(1).Select(line => line.Split('\t')).Where(row => row[2] == "en").Select(row => Path.Combine(folder, row[1]))
            : Recordings(folder);

        static IEnumerable<string> Recordings(string from) => Directory.EnumerateFiles(from).Where(file => s_extensions.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal);
    }

    private string Ffmpeg(string name, params string[] arguments)
    {
        var path = Path.Combine(_scratch.FullName, name);
        using var process = Process.Start("ffmpeg", ["-v", "error", "-nostdin", "-y", .. arguments, "-ar", "16000", "-ac", "1", "-sample_fmt", "s16", path]);
        process.WaitForExit();
        return process.ExitCode == 0 ? path : throw new InvalidOperationException($"ffmpeg could not make {name}.");
    }
}
