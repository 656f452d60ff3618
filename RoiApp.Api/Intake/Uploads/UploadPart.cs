using System.Globalization;
using Microsoft.Win32.SafeHandles;
using RoiApp.Api.Data;

namespace RoiApp.Api.Intake.Uploads;

/// <summary>
/// An upload's bytes on disk, held against other processes while open. Its length is the upload's offset, so what was written counts even when the process
/// is killed right after: the bytes are the kernel's by then. A power cut may take back what was not flushed, and the length with it.
/// </summary>
/// <remarks>
/// Bytes that come with a checksum must not count before it has been verified. While they are written a file beside the part says up to where
/// the part counted before them; when the process dies, whoever opens the part next cuts it there.
/// </remarks>
internal sealed class UploadPart : IDisposable
{
    private static readonly TimeSpan s_tryEvery = TimeSpan.FromMilliseconds(50);

    private readonly SafeFileHandle _file;

    private UploadPart(SafeFileHandle file, string path)
    {
        (_file, Path) = (file, path);
        Bytes = RandomAccess.GetLength(file);
        if (VerifiedUpTo(path) is { } verified)
        {
            CutTo(Math.Min(verified, Bytes));
        }
    }

    public string Path { get; }

    /// <summary>The upload's offset.</summary>
    public long Bytes { get; private set; }

    public SafeFileHandle File => _file;

    /// <summary>Opens it, waiting for another process to let it go; null when it is not there and <paramref name="mode"/> does not make it.</summary>
    /// <exception cref="Problems.ProblemException">The storage cannot be written to, or the other process does not let go.</exception>
    public static async Task<UploadPart?> OpenAsync(string path, FileMode mode, TimeSpan within, TimeProvider time, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new(System.IO.File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.None, FileOptions.Asynchronous), path);
            }
            catch (Exception e) when (mode == FileMode.Open && e is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
            catch (IOException e) when (IsHeldElsewhere(e))
            {
                if (time.GetElapsedTime(began) > within)
                {
                    throw UploadTurns.Busy();
                }
                await Task.Delay(s_tryEvery, time, ct);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw IncomingContent.Unstorable(e);
            }
        }
    }

    /// <summary>How much of an upload counts, without opening it; 0 when there is nothing.</summary>
    public static long BytesAt(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? Math.Min(file.Length, VerifiedUpTo(path) ?? long.MaxValue) : 0;
    }

    public static void Delete(string path)
    {
        if (Directory.Exists(System.IO.Path.GetDirectoryName(path)))
        {
            System.IO.File.Delete(path);
            System.IO.File.Delete(MarkerOf(path));
        }
    }

    /// <exception cref="Problems.ProblemException">The storage does not take it; some may have been written past <see cref="Bytes"/>.</exception>
    public async Task AppendAsync(IReadOnlyList<ReadOnlyMemory<byte>> pieces, CancellationToken ct)
    {
        try
        {
            await RandomAccess.WriteAsync(_file, pieces, Bytes, ct);
            Bytes += pieces.Sum(p => (long)p.Length);
        }
        catch (Exception e) when (e is IOException or ArgumentOutOfRangeException) // As which .NET reports EFBIG: more than the file system's files may hold.
        {
            throw IncomingContent.Unstorable(e);
        }
    }

    /// <summary>From here on bytes count only once <see cref="Verified"/> says so.</summary>
    public void BeginUnverified()
    {
        try
        {
            System.IO.File.WriteAllText(MarkerOf(Path), Bytes.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IncomingContent.Unstorable(e);
        }
    }

    public void Verified() => System.IO.File.Delete(MarkerOf(Path));

    /// <summary>Takes back what was written past this length.</summary>
    public void CutTo(long length)
    {
        RandomAccess.SetLength(_file, length);
        Bytes = length;
        Verified();
    }

    /// <summary>What is here survives a power cut, too.</summary>
    /// <exception cref="Problems.ProblemException">The storage does not take it.</exception>
    public void Flush()
    {
        try
        {
            RandomAccess.FlushToDisk(_file);
        }
        catch (IOException e)
        {
            throw IncomingContent.Unstorable(e);
        }
    }

    public void Dispose() => _file.Dispose();

    // EWOULDBLOCK of flock(2) on Linux and on macOS; ERROR_SHARING_VIOLATION on Windows.
    private static bool IsHeldElsewhere(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static string MarkerOf(string path) => path + ".verified";

    private static long? VerifiedUpTo(string path)
    {
        try
        {
            // A marker that was not written whole is followed by no bytes.
            return long.TryParse(System.IO.File.ReadAllText(MarkerOf(path)), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
