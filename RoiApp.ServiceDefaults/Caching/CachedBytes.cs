using System.Buffers;
using System.ComponentModel;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Caching.Hybrid;

namespace RoiApp.ServiceDefaults.Caching;

/// <summary>A value as it is kept: bytes that nobody changes, ready to be written to a response or read back.</summary>
[ImmutableObject(true)] // In memory the same object is handed out each time, without a copy.
public sealed class CachedBytes(ReadOnlyMemory<byte> bytes)
{
    private string? _etag;

    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>False for what is right now and must not be answered again, such as a place in a queue.</summary>
    public bool IsKept { get; init; } = true;

    /// <summary>A strong entity tag in double quotes: the same for the same bytes, on every replica.</summary>
    public string ETag => _etag ??= $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes.Span).AsSpan(0, 16))}\"";

    /// <param name="shape">Source-generated: nothing here reflects.</param>
    public static CachedBytes Of<T>(T value, JsonTypeInfo<T> shape, bool isKept = true) => new(JsonSerializer.SerializeToUtf8Bytes(value, shape)) { IsKept = isKept };

    public T As<T>(JsonTypeInfo<T> shape) => JsonSerializer.Deserialize(bytes.Span, shape) ?? throw new JsonException("The cached value is null.");
}

/// <summary>As they are.</summary>
internal sealed class CachedBytesSerializer : IHybridCacheSerializer<CachedBytes>
{
    public CachedBytes Deserialize(ReadOnlySequence<byte> source) => new(source.ToArray());

    public void Serialize(CachedBytes value, IBufferWriter<byte> target) => target.Write(value.Bytes.Span);
}
