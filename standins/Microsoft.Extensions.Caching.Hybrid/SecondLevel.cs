using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Extensions.Caching.Distributed;

namespace Microsoft.Extensions.Caching.Hybrid;

/// <summary>The <see cref="IDistributedCache"/> behind memory: entries in envelopes, and when each tag was last removed.</summary>
internal sealed class SecondLevel(IDistributedCache cache, long maxPayloadBytes)
{
    private const string TagPrefix = "__MSFT_HCT__";
    private const long RoomForEnvelope = 64 * 1024;

    private static readonly DistributedCacheEntryOptions s_tagLifetime = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromDays(1000) };
    private static readonly TimeSpan s_tagReadTimeout = TimeSpan.FromSeconds(4);

    private readonly IBufferDistributedCache? _buffered = cache as IBufferDistributedCache;

    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string key, CancellationToken ct)
    {
        if (_buffered is null)
        {
            var bytes = await cache.GetAsync(key, ct).ConfigureAwait(false);
            return bytes is null ? default(ReadOnlyMemory<byte>?) : bytes;
        }

        var buffer = new BoundedBuffer(maxPayloadBytes + RoomForEnvelope);
        var isThere = await _buffered.TryGetAsync(key, buffer, ct).ConfigureAwait(false);
        return isThere ? buffer.Written : default(ReadOnlyMemory<byte>?);
    }

    public async ValueTask WriteAsync(string key, byte[] bytes, DistributedCacheEntryOptions options, CancellationToken ct)
    {
        if (_buffered is null)
        {
            await cache.SetAsync(key, bytes, options, ct).ConfigureAwait(false);
        }
        else
        {
            await _buffered.SetAsync(key, new ReadOnlySequence<byte>(bytes), options, ct).ConfigureAwait(false);
        }
    }

    public Task RemoveAsync(string key, CancellationToken ct) => cache.RemoveAsync(key, ct);

    public async ValueTask WriteTagAsync(string tag, long removedAt, CancellationToken ct)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, removedAt);
        await WriteAsync(TagPrefix + tag, bytes, s_tagLifetime, ct).ConfigureAwait(false);
    }

    /// <summary>When the tag was last removed, 0 for never. Who cannot be asked has to be taken for "just now".</summary>
    public async Task<long> ReadTagAsync(string tag, RisingClock clock)
    {
        try
        {
            using var limit = new CancellationTokenSource(s_tagReadTimeout);
            return await ReadAsync(TagPrefix + tag, limit.Token).AsTask().WaitAsync(limit.Token).ConfigureAwait(false) switch
            {
                null => 0,
                { Length: sizeof(long) } bytes => BinaryPrimitives.ReadInt64LittleEndian(bytes.Span),
                _ => clock.Next(),
            };
        }
        catch (Exception) // Whatever went wrong, the answer is not known; entries are logged by whoever reads them.
        {
            return clock.Next();
        }
    }
}
