using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Hybrid;

namespace RoiApp.ServiceDefaults.Caching;

/// <summary>One kind of thing that is kept: how its keys look, how long it stays, and the tag by which all of it is dropped at once.</summary>
/// <remarks>What makes a value differ is part of its key: a family never has to forget a value because it has become wrong.</remarks>
public abstract class CacheFamily
{
    // What was computed for days need not stay in memory for days: the second level has it.
    private static readonly TimeSpan s_longestInMemory = TimeSpan.FromHours(1);

    private readonly string _prefix;

    /// <param name="name">A lower-case word; the value of <c>cache_type</c> in metrics.</param>
    /// <param name="shape">Counts up when what is stored changes its shape, so that an older version's values are not read.</param>
    private protected CacheFamily(string name, int shape, TimeSpan ttl)
    {
        (Name, Ttl, Tags) = (name, ttl, [name]);
        _prefix = $"{KeyStart}{name}:{shape}";
        Written = new() { Expiration = ttl, LocalCacheExpiration = ttl < s_longestInMemory ? ttl : s_longestInMemory };
        Looked = new()
        {
            Expiration = Written.Expiration,
            LocalCacheExpiration = Written.LocalCacheExpiration,
            // Whether it is kept is known when it is there: Caches writes it by itself.
            Flags = HybridCacheEntryFlags.DisableLocalCacheWrite | HybridCacheEntryFlags.DisableDistributedCacheWrite,
        };
    }

    public string Name { get; }

    public TimeSpan Ttl { get; }

    /// <summary>One tag, the family's name: a tag an entry would be asked for at the second level one by one.</summary>
    public IReadOnlyList<string> Tags { get; }

    internal const string KeyStart = "roi:";

    internal HybridCacheEntryOptions Written { get; }

    internal HybridCacheEntryOptions Looked { get; }

    public override string ToString() => Name;

    private protected CacheKey Key(params ReadOnlySpan<string> parts)
    {
        var key = new StringBuilder(_prefix, 160);
        foreach (var part in parts)
        {
            key.Append(':').Append(part);
        }
        return new(this, key.ToString());
    }

    /// <summary>Text of any kind and length as 64 characters; no two lists of texts run into one another.</summary>
    private protected static string Hash(params ReadOnlySpan<string?> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var text in texts)
        {
            var bytes = Encoding.UTF8.GetBytes(text ?? "");
            BitConverter.TryWriteBytes(length, text is null ? -1 : bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>Where a value of a family is kept. Made by the families alone.</summary>
public readonly record struct CacheKey
{
    internal CacheKey(CacheFamily family, string value) => (Family, Value) = (family, value);

    public CacheFamily Family { get; }

    public string Value { get; }
}
