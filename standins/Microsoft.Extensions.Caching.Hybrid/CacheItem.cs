using System.Buffers;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.Caching.Hybrid;

/// <summary>A value as it lies in memory: itself where callers may share it, its bytes where each gets a copy.</summary>
internal sealed class CacheItem<T>
{
    private readonly T? _value;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly IHybridCacheSerializer<T>? _serializer;

    public CacheItem(T value, long size, long createdAt, string[] tags) => (_value, Size, CreatedAt, Tags) = (value, size, createdAt, tags);

    public CacheItem(ReadOnlyMemory<byte> bytes, IHybridCacheSerializer<T> serializer, long createdAt, string[] tags) =>
        (_bytes, _serializer, Size, CreatedAt, Tags) = (bytes, serializer, bytes.Length, createdAt, tags);

    /// <summary>Bytes, serialised.</summary>
    public long Size { get; }

    /// <summary>When the value began to be made, in UTC ticks: what was removed by tag at that time or later does not count any more.</summary>
    public long CreatedAt { get; }

    public string[] Tags { get; }

    public T Read(ILogger logger)
    {
        if (_serializer is null)
        {
            return _value!;
        }

        try
        {
            return _serializer.Deserialize(new ReadOnlySequence<byte>(_bytes));
        }
        catch (Exception e)
        {
            HybridCacheLog.NotDeserialised(logger, e);
            throw;
        }
    }
}
