using System.Diagnostics;
using RoiApp.Testing;

namespace RoiApp.Processing.Tests;

/// <summary>Recordings in the formats that people upload, made by ffmpeg from the project's own samples, in a folder that goes with the tests.</summary>
public sealed class Recordings : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("roiapp-recordings-");

    /// <summary>About 19 s of clear English.</summary>
    public static string Memo => SourceTree.Sample("01-northgate-dental.wav");

    public string Folder => _folder.FullName;

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>The memo in another format, by the extension.</summary>
    public string Convert(string name, params string[] arguments) => Ffmpeg(name, ["-i", Memo, "-b:a", "64k", .. arguments]);

    public string Ffmpeg(string name, params string[] arguments)
    {
        var path = Path.Combine(_folder.FullName, name);
        if (!File.Exists(path))
        {
            using var process = Process.Start("ffmpeg", ["-v", "error", "-nostdin", .. arguments, path]);
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"ffmpeg could not make {name}.");
            }
        }
        return path;
    }

    /// <summary>The first part of a file.</summary>
    public string Cut(string path, double share)
    {
        var whole = File.ReadAllBytes(path);
        return Write("cut-" + Path.GetFileName(path), whole[..(int)(whole.Length * share)]);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
