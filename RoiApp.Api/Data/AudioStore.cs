using Microsoft.Extensions.Options;

namespace RoiApp.Api.Data;

/// <summary>
/// Keeps content under the name of its own SHA-256: the same recording handed in twice is stored once, and a name can never be a path.
/// Content arrives under a name of its own in <c>incoming/</c> and gets its hash as a second name when it is whole and on disk.
/// </summary>
internal sealed class AudioStore(IOptions<StorageOptions> storage, TimeProvider time) : IDisposable
{
    private const string ResumableExtension = ".tus";

    // A name is given, claimed and deleted by one at a time; unrelated names hardly ever wait for one another.
    private readonly SemaphoreSlim[] _names = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    private string Folder => Path.Combine(storage.Value.Directory, "audio");

    private string IncomingFolder => Path.Combine(Folder, "incoming");

    /// <summary>A path that nobody else writes to.</summary>
    public string NewPartPath()
    {
        Directory.CreateDirectory(IncomingFolder);
        return Path.Combine(IncomingFolder, $"{time.NewId():N}.part");
    }

    /// <summary>Where the bytes of an upload that can be resumed are.</summary>
    public string ResumablePath(Guid upload) => Path.Combine(IncomingFolder, $"{upload:N}{ResumableExtension}");

    /// <summary>Uploads that have bytes here and were last written to before a time.</summary>
    public IEnumerable<Guid> ResumableBefore(DateTimeOffset at) => Directory.Exists(IncomingFolder)
        ? new DirectoryInfo(IncomingFolder).EnumerateFiles($"*{ResumableExtension}").Where(f => f.LastWriteTimeUtc < at.UtcDateTime)
            .Select(f => Guid.TryParseExact(Path.GetFileNameWithoutExtension(f.Name), "N", out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty)
        : [];

    /// <summary>Makes sure that there is a folder to write to, and answers how many bytes it has room for.</summary>
    public long FreeBytes() => new DriveInfo(Directory.CreateDirectory(IncomingFolder).FullName).AvailableFreeSpace;

    /// <summary>
    /// Gives whole content its name, and keeps deletions from it while <paramref name="claim"/> writes the row that names it. The part stays as well,
    /// for its owner to delete after the row: whoever is killed in between finds it whole, and does the same again.
    /// </summary>
    public async Task<T> StoreAsync<T>(string partPath, string sha256, Func<Task<T>> claim, CancellationToken ct)
    {
        var name = NameLock(sha256);
        await name.WaitAsync(ct);
        try
        {
            var path = PathOf(sha256);
            if (File.Exists(path))
            {
                File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime); // Young again, for a sweep by another replica.
            }
            else
            {
                if (!HardLink.TryCreate(partPath, path) && !File.Exists(path))
                {
                    File.Move(partPath, path); // No links here: who is killed before the row is there has to send the file again.
                }
                DirectorySync.Flush(Folder);
            }
            return await claim();
        }
        finally
        {
            name.Release();
        }
    }

    /// <summary>Path of stored content; it may have been deleted.</summary>
    public string PathOf(string sha256) => Path.Combine(Folder, sha256);

    /// <summary>Deletes content unless <paramref name="stillNamed"/> says that a row names it.</summary>
    public async Task<bool> DeleteAsync(string sha256, Func<Task<bool>> stillNamed, CancellationToken ct)
    {
        var name = NameLock(sha256);
        await name.WaitAsync(ct);
        try
        {
            if (await stillNamed())
            {
                return false;
            }
            File.Delete(PathOf(sha256));
            return true;
        }
        finally
        {
            name.Release();
        }
    }

    /// <summary>Content old enough to be swept if no row names it.</summary>
    public IEnumerable<string> StoredBefore(DateTimeOffset at) => Directory.Exists(Folder)
        ? new DirectoryInfo(Folder).EnumerateFiles().Where(f => f.Name.Length == 64 && f.LastWriteTimeUtc < at.UtcDateTime).Select(f => f.Name)
        : [];

    /// <summary>Deletes what a killed process left half received. Answers how many.</summary>
    public int DeletePartsBefore(DateTimeOffset at)
    {
        if (!Directory.Exists(IncomingFolder))
        {
            return 0;
        }
        var left = new DirectoryInfo(IncomingFolder).EnumerateFiles("*.part").Where(f => f.LastWriteTimeUtc < at.UtcDateTime).ToList();
        left.ForEach(f => f.Delete());
        return left.Count;
    }

    public void Dispose() => Array.ForEach(_names, n => n.Dispose());

    private SemaphoreSlim NameLock(string sha256) => _names[Convert.FromHexString(sha256.AsSpan(0, 2))[0] % _names.Length];
}
