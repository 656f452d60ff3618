using Microsoft.Extensions.Options;

namespace RoiApp.Api.Data;

/// <summary>
/// Keeps content under the name of its own SHA-256: the same recording handed in twice is stored once, and a name can never be a path.
/// Content arrives under a name of its own in <c>incoming/</c> and is renamed when it is whole and on disk.
/// </summary>
internal sealed class AudioStore(IOptions<StorageOptions> storage, TimeProvider time) : IDisposable
{
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

    /// <summary>Gives whole content its name, and keeps deletions from it while <paramref name="claim"/> writes the row that names it.</summary>
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
                File.Move(partPath, path);
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
