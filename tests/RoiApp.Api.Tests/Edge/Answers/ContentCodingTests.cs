using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using RoiApp.Api.Edge.Answers;
using Xunit;

namespace RoiApp.Api.Tests.Edge.Answers;

/// <summary>RFC 9110, 12.5.3, sentence by sentence.</summary>
public sealed class ContentCodingTests
{
    [Theory]
    [InlineData("br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("GZip", "gzip")]
    [InlineData("x-gzip", "gzip")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("compress, gzip", "gzip")]
    [InlineData("*", "br")]
    [InlineData("compress;q=0.5, gzip;q=1.0", "gzip")]
    [InlineData("gzip;q=1.0, identity; q=0.5, *;q=0", "gzip")]
    [InlineData("br;q=0.8, gzip;q=0.9", "gzip")]
    [InlineData("br;q=0.9 , gzip;q=0.9", "br")]
    [InlineData("br;q=0, *", "gzip")]
    [InlineData("br;q=0, gzip;q=0", "identity")]
    [InlineData("*;q=0.3, gzip;q=0.1", "br")]
    [InlineData("gzip;q=0.5, identity", "identity")] // Liked better.
    [InlineData("gzip;q=0.5, identity;q=0.5", "gzip")] // Liked the same: the smaller.
    [InlineData("identity", "identity")]
    [InlineData("", "identity")] // An empty field: no coding is wanted.
    [InlineData("deflate", "identity")]
    [InlineData("deflate, identity;q=0", "identity")] // Nothing of ours is acceptable: sent as it is, for what that is worth.
    [InlineData("br;q=2, gzip", "gzip")] // No weight at all: the item says nothing.
    [InlineData("br;q=x, gzip;q=0.001", "gzip")]
    [InlineData("br;q=0.0001, gzip", "gzip")]
    [InlineData("br;level=1, gzip;q=0.5", "gzip")]
    [InlineData("gzip,,br;q=0.1,", "gzip")]
    public void The_coding_is_what_the_client_likes_best(string field, string coding) => Assert.Equal(coding, ContentCodings.Choose(field, isWorthIt: true).Word());

    [Theory]
    [InlineData("br, gzip", "identity")]
    [InlineData("*", "identity")]
    [InlineData("gzip, identity;q=0", "gzip")]
    [InlineData("gzip;q=0.2, *;q=0", "gzip")]
    [InlineData("identity;q=0, *;q=0", "identity")]
    public void What_is_not_worth_it_is_compressed_only_for_who_refuses_it_otherwise(string field, string coding) => Assert.Equal(coding, ContentCodings.Choose(field, isWorthIt: false).Word());

    [Fact]
    public void Without_the_field_bytes_go_as_they_are_and_several_lines_are_one_list()
    {
        Assert.Equal(ContentCoding.Identity, ContentCodings.Choose(StringValues.Empty, isWorthIt: true));
        Assert.Equal(ContentCoding.Gzip, ContentCodings.Choose(new StringValues(["br;q=0.1", "gzip;q=0.2"]), isWorthIt: true));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1024)]
    [InlineData(5_000_000)]
    public void What_is_compressed_unpacks_to_the_same_however_little_it_shrinks(int bytes)
    {
        foreach (var content in new[] { RandomNumberGenerator.GetBytes(bytes), Encoding.UTF8.GetBytes(new string('a', bytes)) })
        {
            foreach (var coding in new[] { ContentCoding.Brotli, ContentCoding.Gzip })
            {
                var (rented, length) = Compressor.Compress(content, coding);
                Assert.Equal(content, Unpacked(rented.AsSpan(0, length).ToArray(), coding));
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    internal static byte[] Unpacked(byte[] content, ContentCoding coding)
    {
        using var packed = new MemoryStream(content);
        using Stream stream = coding switch
        {
            ContentCoding.Brotli => new BrotliStream(packed, CompressionMode.Decompress),
            ContentCoding.Gzip => new GZipStream(packed, CompressionMode.Decompress),
            _ => packed,
        };
        using var unpacked = new MemoryStream();
        stream.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}
