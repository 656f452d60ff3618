using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Microsoft.Extensions.Caching.Hybrid;

/// <summary>Memory in front, an <see cref="IDistributedCache"/> behind, one fetch at a time a key.</summary>
internal sealed class DefaultHybridCache : HybridCache
{
    private static readonly TimeSpan s_defaultExpiration = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<FlightKey, Flight> _flights = new();
    private readonly IMemoryCache _memory;
    private readonly SecondLevel? _second;
    private readonly TagTimes _tags;
    private readonly RisingClock _clock;
    private readonly Serializers _serializers;
    private readonly KeyRules _keys;
    private readonly ILogger _logger;
    private readonly HybridCacheEntryOptions? _defaults;
    private readonly HybridCacheEntryFlags _always;
    private readonly long _maxPayloadBytes;

    public DefaultHybridCache(HybridCacheOptions options, IServiceProvider services)
    {
        _logger = services.GetService<ILoggerFactory>()?.CreateLogger(typeof(HybridCache).FullName!) ?? NullLogger.Instance;
        _memory = services.GetRequiredService<IMemoryCache>();
        _clock = new(services.GetService<TimeProvider>() ?? TimeProvider.System);
        _maxPayloadBytes = options.MaximumPayloadBytes;
        _defaults = options.DefaultEntryOptions;
        _serializers = new(services, _maxPayloadBytes, _logger);
        _keys = new(options.MaximumKeyLength, _logger);
        if (SecondOf(options, services) is { } distributed)
        {
            _second = new(distributed, _maxPayloadBytes);
        }
        else
        {
            _always = HybridCacheEntryFlags.DisableDistributedCache;
        }

        _tags = new(_second, _clock);
    }

    public override ValueTask<T> GetOrCreateAsync<TState, T>(
        string key,
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> factory,
        HybridCacheEntryOptions? options = null,
        IEnumerable<string>? tags = null,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var flags = FlagsOf(options);
        if (!_keys.Takes(key))
        {
            return Has(flags, HybridCacheEntryFlags.DisableUnderlyingData) ? new(default(T)!) : factory(state, cancellationToken);
        }

        if (TryRecall<T>(key, flags, out var recalled))
        {
            return new(recalled.Read(_logger));
        }

        var flight = Join<T>(new(key, flags), cancellationToken.CanBeCanceled, out var isFirst);
        if (isFirst)
        {
            var itsTags = TagsFor(flight, key, flags, tags);
            if (cancellationToken.CanBeCanceled)
            {
                // Others may come to depend on the work: it must not run on the time of one who may leave.
                ThreadPool.UnsafeQueueUserWorkItem(
                    static fetch => _ = fetch.Cache.FlyAsync(fetch.Flight, fetch.Key, fetch.State, fetch.Factory, fetch.Options, fetch.Tags),
                    (Cache: this, Flight: flight, Key: new FlightKey(key, flags), State: state, Factory: factory, Options: options, Tags: itsTags),
                    preferLocal: false);
            }
            else
            {
                _ = FlyAsync(flight, new(key, flags), state, factory, options, itsTags);
            }
        }

        return flight.WaitAsync(_logger, cancellationToken);
    }

    public override async ValueTask SetAsync<T>(
        string key, T value, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
    {
        var itsTags = TagTimes.Checked(tags);
        if (_keys.Takes(key))
        {
            var made = Make(value, FlagsOf(options), _clock.Next(), itsTags, out var bytes);
            Keep(key, made, FlagsOf(options), LocalExpirationOf(options));
            await PassOnAsync(key, made, bytes, FlagsOf(options), options, cancellationToken).ConfigureAwait(false);
        }
    }

    public override ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        _memory.Remove(key);
        return _second is null ? default : new(_second.RemoveAsync(key, cancellationToken));
    }

    public override ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default) =>
        string.IsNullOrWhiteSpace(tag) ? default : _tags.RemoveAsync(tag, cancellationToken);

    /// <remarks>A memory cache that is called distributed would only keep everything twice.</remarks>
    private IDistributedCache? SecondOf(HybridCacheOptions options, IServiceProvider services)
    {
        var distributed = options.DistributedCacheServiceKey is { } serviceKey
            ? services.GetRequiredKeyedService<IDistributedCache>(serviceKey)
            : services.GetService<IDistributedCache>();
        return distributed?.GetType() == typeof(MemoryDistributedCache) && _memory.GetType() == typeof(MemoryCache) ? null : distributed;
    }

    private static bool Has(HybridCacheEntryFlags flags, HybridCacheEntryFlags flag) => (flags & flag) == flag;

    private HybridCacheEntryFlags FlagsOf(HybridCacheEntryOptions? options) =>
        (options?.Flags ?? _defaults?.Flags ?? HybridCacheEntryFlags.None) | _always;

    private TimeSpan ExpirationOf(HybridCacheEntryOptions? options) => options?.Expiration ?? _defaults?.Expiration ?? s_defaultExpiration;

    private TimeSpan LocalExpirationOf(HybridCacheEntryOptions? options) => OwnLocal(options) ?? OwnLocal(_defaults) ?? ExpirationOf(options);

    /// <remarks>An entry does not outlive in memory what it was given altogether.</remarks>
    private static TimeSpan? OwnLocal(HybridCacheEntryOptions? options) =>
        options?.LocalCacheExpiration is { } local && (options.Expiration is not { } overall || local < overall) ? local : options?.Expiration;

    private bool TryRecall<T>(string key, HybridCacheEntryFlags flags, out CacheItem<T> item)
    {
        item = null!;
        if (Has(flags, HybridCacheEntryFlags.DisableLocalCacheRead) || !_memory.TryGetValue(key, out var kept) || kept is not CacheItem<T> its)
        {
            return false;
        }

        if (!_tags.Counts(its.CreatedAt, its.Tags))
        {
            return false; // Left where it is: a newer one may be about to take its place.
        }

        item = its;
        return true;
    }

    private Flight<T> Join<T>(FlightKey key, bool canBeLeft, out bool isFirst)
    {
        Flight<T>? own = null;
        while (true)
        {
            var found = _flights.GetOrAdd(key, static (_, own) => own, own ??= new(canBeLeft));
            isFirst = ReferenceEquals(found, own);
            if (isFirst)
            {
                return own;
            }

            if (found is not Flight<T> others)
            {
                throw new InvalidOperationException(
                    $"A cache key stands for one type: this one is in use for '{found.ValueType}' and wanted as '{typeof(T)}'.") { Data = { ["CacheKey"] = key.Key } };
            }

            if (others.TryJoin())
            {
                return others;
            }

            _flights.TryRemove(new(key, found)); // Everybody has left that one.
        }
    }

    private string[] TagsFor<T>(Flight<T> flight, string key, HybridCacheEntryFlags flags, IEnumerable<string>? tags)
    {
        try
        {
            return TagTimes.Checked(tags);
        }
        catch (Exception e)
        {
            _flights.TryRemove(new(new(key, flags), flight));
            flight.Fail(e);
            throw;
        }
    }

    private async Task FlyAsync<TState, T>(
        Flight<T> flight, FlightKey key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, HybridCacheEntryOptions? options, string[] tags)
    {
        try
        {
            var flags = key.Flags;
            // The flight before may have landed between this caller's look into memory and its own take-off.
            if (TryRecall<T>(key.Key, flags, out var item))
            {
                Land(flight, key, item);
                return;
            }

            if (!Has(flags, HybridCacheEntryFlags.DisableDistributedCache) && !_keys.SecondLevelTakes(key.Key, tags))
            {
                flags |= HybridCacheEntryFlags.DisableDistributedCache;
            }

            if (!Has(flags, HybridCacheEntryFlags.DisableDistributedCacheRead)
                && await FindAsync<T>(key.Key, tags, flight.AllLeft).ConfigureAwait(false) is { } found)
            {
                var local = LocalExpirationOf(options);
                Keep(key.Key, found.Item, flags, found.Remaining < local ? found.Remaining : local);
                Land(flight, key, found.Item);
                return;
            }

            if (Has(flags, HybridCacheEntryFlags.DisableUnderlyingData))
            {
                Land(flight, key, new(default!, 0, 0, []));
                return;
            }

            var startedAt = _clock.Next();
            var made = Make(await factory(state, flight.AllLeft).ConfigureAwait(false), flags, startedAt, tags, out var bytes);
            Keep(key.Key, made, flags, LocalExpirationOf(options));
            Land(flight, key, made);
            await PassOnAsync(key.Key, made, bytes, flags, options, flight.AllLeft).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _flights.TryRemove(new(key, flight));
            flight.Fail(e);
        }
    }

    private void Land<T>(Flight<T> flight, FlightKey key, CacheItem<T> item)
    {
        _flights.TryRemove(new(key, flight));
        flight.Land(item);
    }

    private async ValueTask<(CacheItem<T> Item, TimeSpan Remaining)?> FindAsync<T>(string key, string[] tags, CancellationToken ct)
    {
        _tags.Prefetch(tags);
        ReadOnlyMemory<byte>? bytes;
        try
        {
            bytes = await _second!.ReadAsync(key, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            HybridCacheLog.ReadFailed(_logger, e);
            return null;
        }

        if (bytes is null)
        {
            return null;
        }

        if (Envelope.Read(bytes.Value, key, out var envelope) is not EnvelopeFault.None and var fault)
        {
            HybridCacheLog.Rejected(_logger, fault);
            return null;
        }

        var remaining = envelope.Lifetime - TimeSpan.FromTicks(_clock.Next() - envelope.CreatedAt);
        if (remaining <= TimeSpan.Zero || !await _tags.CountsAsync(envelope.CreatedAt, envelope.Tags).ConfigureAwait(false))
        {
            return null;
        }

        var item = new CacheItem<T>(envelope.Payload, _serializers.For<T>(), envelope.CreatedAt, envelope.Tags);
        return (ImmutableTypes<T>.Shared ? new(item.Read(_logger), item.Size, item.CreatedAt, item.Tags) : item, remaining);
    }

    /// <param name="bytes">The value serialised, if that was needed and the cache takes it.</param>
    private CacheItem<T> Make<T>(T value, HybridCacheEntryFlags flags, long createdAt, string[] tags, out ReadOnlyMemory<byte>? bytes)
    {
        var isKeptNowhere = Has(flags, HybridCacheEntryFlags.DisableLocalCacheWrite | HybridCacheEntryFlags.DisableDistributedCacheWrite);
        bytes = isKeptNowhere && ImmutableTypes<T>.Shared ? null : _serializers.Serialise(value);
        return bytes is { } its && !ImmutableTypes<T>.Shared
            ? new(its, _serializers.For<T>(), createdAt, tags)
            : new(value, bytes?.Length ?? _maxPayloadBytes, createdAt, tags);
    }

    private void Keep<T>(string key, CacheItem<T> item, HybridCacheEntryFlags flags, TimeSpan expiration)
    {
        if (Has(flags, HybridCacheEntryFlags.DisableLocalCacheWrite) || expiration <= TimeSpan.Zero)
        {
            return;
        }

        using var entry = _memory.CreateEntry(key);
        entry.AbsoluteExpirationRelativeToNow = expiration;
        entry.Size = item.Size;
        entry.Value = item;
    }

    private async ValueTask PassOnAsync<T>(
        string key, CacheItem<T> item, ReadOnlyMemory<byte>? bytes, HybridCacheEntryFlags flags, HybridCacheEntryOptions? options, CancellationToken ct)
    {
        if (bytes is null || Has(flags, HybridCacheEntryFlags.DisableDistributedCacheWrite) || !_keys.SecondLevelTakes(key, item.Tags))
        {
            return;
        }

        try
        {
            var expiration = ExpirationOf(options);
            var envelope = new Envelope(item.CreatedAt, expiration, item.Tags, bytes.Value).ToBytes(key);
            await _second!.WriteAsync(key, envelope, new() { AbsoluteExpirationRelativeToNow = expiration }, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (!ct.IsCancellationRequested || e is not OperationCanceledException)
        {
            HybridCacheLog.WriteFailed(_logger, e);
        }
    }
}
