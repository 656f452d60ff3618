namespace RoiApp.Api.Data;

/// <summary>A lock between processes that the kernel takes back when its holder dies.</summary>
internal static class FileLock
{
    private static readonly TimeSpan s_tryEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until no other process holds the file; dispose what comes back to release it.</summary>
    public static async Task<FileStream> TakeAsync(string path, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
            {
                await Task.Delay(s_tryEvery, ct); // Held by somebody else.
            }
        }
    }
}
