using System.Buffers;
using System.IO.Compression;

namespace RoiApp.Api.Edge.Answers;

/// <summary>Compresses what is sent: at the speed where one more percent would cost more time than it saves on any line (see <c>docs/http.md</c>).</summary>
internal static class Compressor
{
    private const int BrotliQuality = 1;
    private const CompressionLevel GzipLevel = CompressionLevel.Fastest;

    // 256 KiB: what is sent at once is seldom longer, and the encoder's tables are as large as its window.
    private const int BrotliWindowBits = 18;

    /// <summary>A stream that compresses into another, for answers whose end is not known yet.</summary>
    public static Stream Into(Stream destination, ContentCoding coding) => coding switch
    {
        ContentCoding.Brotli => new BrotliStream(destination, CompressionLevel.Fastest, leaveOpen: true),
        ContentCoding.Gzip => new GZipStream(destination, GzipLevel, leaveOpen: true),
        _ => throw new ArgumentOutOfRangeException(nameof(coding), coding, "Nothing to compress with."),
    };

    /// <summary>The whole content, compressed.</summary>
    /// <returns>A rented array, to be given back to <see cref="ArrayPool{T}.Shared"/>, and how much of it counts.</returns>
    public static (byte[] Rented, int Length) Compress(ReadOnlyMemory<byte> content, ContentCoding coding)
    {
        // What does not compress at all is stored: by gzip in a frame of 18 bytes, with a few for each block.
        var bound = BrotliEncoder.GetMaxCompressedLength(content.Length) + (content.Length / 1024) + 64;
        var rented = ArrayPool<byte>.Shared.Rent(bound);
        if (coding == ContentCoding.Brotli)
        {
            if (!BrotliEncoder.TryCompress(content.Span, rented, out var written, BrotliQuality, BrotliWindowBits))
            {
                throw new InvalidOperationException($"{content.Length} bytes did not fit into {rented.Length} when compressed.");
            }
            return (rented, written);
        }
        using var into = new MemoryStream(rented);
        using (var gzip = Into(into, coding))
        {
            gzip.Write(content.Span);
        }
        return (rented, (int)into.Position);
    }

    /// <summary>Whether content of this type becomes smaller; recordings and archives are compressed already.</summary>
    public static bool Shrinks(string? contentType)
    {
        if (contentType is null)
        {
            return false;
        }
        var type = contentType.AsSpan();
        type = type.IndexOf(';') is >= 0 and var end ? type[..end] : type;
        return (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) && !type.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase))
            || type.EndsWith("json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("xml", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/x-subrip", StringComparison.OrdinalIgnoreCase);
    }
}
