using System.Collections.Concurrent;

namespace RoiApp.Api.Intake.Uploads;

/// <summary>
/// Hashes of uploads between their requests, so that each byte is hashed once. Losing one costs reading the part again and nothing else: so there are
/// at most so many, and none survives the process.
/// </summary>
internal sealed class PartHashes : IDisposable
{
    private const int MaxKept = 1000;

    private readonly ConcurrentDictionary<Guid, PartHash> _kept = [];

    /// <summary>The upload's hash, or a new one. The caller has the upload's turn, and gives it back with <see cref="Keep"/> or disposes of it.</summary>
    public PartHash Take(Guid upload) => _kept.TryRemove(upload, out var hash) ? hash : new();

    public void Keep(Guid upload, PartHash hash)
    {
        if (_kept.Count >= MaxKept || !_kept.TryAdd(upload, hash))
        {
            hash.Dispose();
        }
    }

    public void Drop(Guid upload)
    {
        if (_kept.TryRemove(upload, out var hash))
        {
            hash.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var upload in _kept.Keys)
        {
            Drop(upload);
        }
    }
}
