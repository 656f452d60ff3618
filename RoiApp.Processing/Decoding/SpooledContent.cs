using System.IO.Pipelines;

namespace RoiApp.Processing.Decoding;

/// <summary>A recording put on disk for as long as ffmpeg needs to jump about in it.</summary>
internal sealed class SpooledContent : IAsyncDisposable
{
    private readonly FileStream _file;

    private SpooledContent(FileStream file) => _file = file;

    /// <summary>A name under which another process of the same user can open the file.</summary>
    /// <remarks>On Linux the file has no name of its own any more: whatever ends this process, nothing is left on the disk.</remarks>
    public string Path => OperatingSystem.IsLinux() ? $"/proc/{Environment.ProcessId}/fd/{_file.SafeFileHandle.DangerousGetHandle()}" : _file.Name;

    /// <summary>Copies all of the content to a new file.</summary>
    /// <exception cref="StepException">The content is larger than allowed.</exception>
    public static async Task<SpooledContent> CreateAsync(PipeReader content, DecodingOptions options, IProgress<long> bytesTaken, CancellationToken ct)
    {
        var folder = options.TempDirectory.Length > 0 ? Directory.CreateDirectory(options.TempDirectory).FullName : System.IO.Path.GetTempPath();
        var file = new FileStream(System.IO.Path.Combine(folder, $"roiapp-{Guid.NewGuid():N}.part"), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });
        try
        {
            if (OperatingSystem.IsLinux())
            {
                File.Delete(file.Name);
            }
            await CopyAsync(content, file, options.MaxSpooledBytes, bytesTaken, ct);
            return new SpooledContent(file);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private static async Task CopyAsync(PipeReader content, FileStream file, long maxBytes, IProgress<long> bytesTaken, CancellationToken ct)
    {
        while (true)
        {
            var read = await content.ReadAsync(ct);
            foreach (var part in read.Buffer)
            {
                if (file.Position + part.Length > maxBytes)
                {
                    throw new StepException("too-large", $"The recording is larger than {maxBytes >> 20} MiB, the most that is read of a file of its kind. Convert it to mp3, ogg or wav, or split it.");
                }
                await file.WriteAsync(part, ct);
                bytesTaken.Report(part.Length);
            }
            content.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                await file.FlushAsync(ct);
                return;
            }
        }
    }
}
