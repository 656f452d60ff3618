using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Microsoft.Extensions.Caching.Hybrid;

/// <summary>Why bytes of the second level are not taken for an entry.</summary>
internal enum EnvelopeFault
{
    None,
    Format,
    OtherKey,
}

/// <summary>
/// An entry as the second level keeps it, in the package's own format (version 1), so that both can share a Redis: mark and version (2 bytes),
/// noise (2), created (8, UTC ticks), then as numbers of 7 bits a byte: flags, length of the payload, lifetime in ticks, count of tags; key and
/// tags as length and UTF-8; the payload; the mark again. All numbers little-endian.
/// </summary>
internal readonly record struct Envelope(long CreatedAt, TimeSpan Lifetime, string[] Tags, ReadOnlyMemory<byte> Payload)
{
    private const ushort MarkAndVersion = 0x0103;
    private const int FixedBytes = 12;
    private const int MaxNumberBytes = 10;

    public byte[] ToBytes(string key)
    {
        var bytes = new byte[FixedBytes + (4 * MaxNumberBytes) + MaxBytes(key) + Tags.Sum(MaxBytes) + Payload.Length + sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, MarkAndVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), (ushort)Random.Shared.Next(ushort.MaxValue + 1));
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(4), CreatedAt);
        var at = FixedBytes;
        WriteNumber(bytes, ref at, 0);
        WriteNumber(bytes, ref at, (ulong)Payload.Length);
        WriteNumber(bytes, ref at, (ulong)Math.Max(0, Lifetime.Ticks));
        WriteNumber(bytes, ref at, (ulong)Tags.Length);
        WriteText(bytes, ref at, key);
        foreach (var tag in Tags)
        {
            WriteText(bytes, ref at, tag);
        }

        Payload.Span.CopyTo(bytes.AsSpan(at));
        at += Payload.Length;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), MarkAndVersion);
        return bytes[..(at + sizeof(ushort))];
    }

    public static EnvelopeFault Read(ReadOnlyMemory<byte> bytes, string key, out Envelope envelope)
    {
        envelope = default;
        var rest = bytes.Span;
        if (rest.Length < FixedBytes || BinaryPrimitives.ReadUInt16LittleEndian(rest) != MarkAndVersion)
        {
            return EnvelopeFault.Format;
        }

        var createdAt = BinaryPrimitives.ReadInt64LittleEndian(rest[4..]);
        rest = rest[FixedBytes..];
        if (!TryReadNumber(ref rest, out var flags) || flags != 0
            || !TryReadNumber(ref rest, out var length) || length > (ulong)bytes.Length
            || !TryReadNumber(ref rest, out var lifetime) || lifetime > long.MaxValue
            || !TryReadNumber(ref rest, out var count) || count > (ulong)bytes.Length
            || !TryReadText(ref rest, out var itsKey))
        {
            return EnvelopeFault.Format;
        }

        if (itsKey != key)
        {
            return EnvelopeFault.OtherKey;
        }

        var tags = new string[(int)count];
        for (var i = 0; i < tags.Length; i++)
        {
            if (!TryReadText(ref rest, out tags[i]!))
            {
                return EnvelopeFault.Format;
            }
        }

        if (rest.Length != (int)length + sizeof(ushort) || BinaryPrimitives.ReadUInt16LittleEndian(rest[(int)length..]) != MarkAndVersion)
        {
            return EnvelopeFault.Format;
        }

        envelope = new(createdAt, TimeSpan.FromTicks((long)lifetime), tags, bytes.Slice(bytes.Length - rest.Length, (int)length));
        return EnvelopeFault.None;
    }

    private static int MaxBytes(string text) => MaxNumberBytes + Encoding.UTF8.GetMaxByteCount(text.Length);

    private static void WriteText(byte[] bytes, ref int at, string text)
    {
        WriteNumber(bytes, ref at, (ulong)Encoding.UTF8.GetByteCount(text));
        at += Encoding.UTF8.GetBytes(text, bytes.AsSpan(at));
    }

    private static bool TryReadText(ref ReadOnlySpan<byte> rest, [NotNullWhen(true)] out string? text)
    {
        if (!TryReadNumber(ref rest, out var length) || length > (ulong)rest.Length)
        {
            text = null;
            return false;
        }

        text = Encoding.UTF8.GetString(rest[..(int)length]);
        rest = rest[(int)length..];
        return true;
    }

    private static void WriteNumber(byte[] bytes, ref int at, ulong number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            bytes[at++] = (byte)(number | 0x80);
        }

        bytes[at++] = (byte)number;
    }

    private static bool TryReadNumber(ref ReadOnlySpan<byte> rest, out ulong number)
    {
        number = 0;
        for (var i = 0; i < Math.Min(MaxNumberBytes, rest.Length); i++)
        {
            number |= (ulong)(rest[i] & 0x7F) << (7 * i);
            if (rest[i] < 0x80)
            {
                rest = rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
