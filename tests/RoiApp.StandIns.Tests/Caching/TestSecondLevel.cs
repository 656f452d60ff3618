using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace RoiApp.StandIns.Tests.Caching;

/// <summary>A distributed cache in this process that counts what it is asked and fails when told to.</summary>
internal sealed class TestSecondLevel(TestTime? time = null) : IDistributedCache
{
    private readonly MemoryDistributedCache _entries = new(Options.Create(new MemoryDistributedCacheOptions { Clock = time }));
    private readonly ConcurrentQueue<string> _calls = new();
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool FailsToRead { get; set; }

    public bool FailsToWrite { get; set; }

    /// <summary>Completes when an entry has been written: callers have their answer before that.</summary>
    public Task Written => _written.Task;

    public TimeSpan? LastLifetime { get; private set; }

    /// <summary>Reads and writes of entries, tags aside: "get KEY", "set KEY", "remove KEY".</summary>
    public string[] Calls => [.. _calls.Where(call => !call.Contains("__MSFT_HCT__", StringComparison.Ordinal))];

    public byte[]? Get(string key) => throw new NotSupportedException();

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        await SayAsync("get", key, FailsToRead);
        return await _entries.GetAsync(key, token);
    }

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        await SayAsync("set", key, FailsToWrite);
        LastLifetime = options.AbsoluteExpirationRelativeToNow;
        await _entries.SetAsync(key, value, options, token);
        _written.TrySetResult();
    }

    public void Refresh(string key) => throw new NotSupportedException();

    public Task RefreshAsync(string key, CancellationToken token = default) => throw new NotSupportedException();

    public void Remove(string key) => throw new NotSupportedException();

    public async Task RemoveAsync(string key, CancellationToken token = default)
    {
        await SayAsync("remove", key, FailsToWrite);
        await _entries.RemoveAsync(key, token);
    }

    private async Task SayAsync(string what, string key, bool fails)
    {
        await Task.Yield();
        _calls.Enqueue($"{what} {key}");
        if (fails)
        {
            throw new IOException("The second level is away.");
        }
    }
}
