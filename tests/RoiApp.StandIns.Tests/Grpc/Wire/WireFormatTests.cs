using Grpc.Core;
using Grpc.Net.Client.Wire;

namespace RoiApp.StandIns.Tests.Rpc;

public sealed class WireFormatTests
{
    [Theory]
    [InlineData("1H", 3_600_000)]
    [InlineData("5M", 300_000)]
    [InlineData("10S", 10_000)]
    [InlineData("250m", 250)]
    [InlineData("3000u", 3)]
    [InlineData("2000000n", 2)]
    [InlineData("99999999H", 99_999_999 * 3_600_000.0)]
    public void A_timeout_is_read_in_every_unit(string text, double milliseconds)
    {
        Assert.True(TimeoutText.TryDecode(text, out var timeout));
        Assert.Equal(milliseconds, timeout.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("S")]
    [InlineData("1s")]
    [InlineData("-1S")]
    [InlineData("1.5S")]
    [InlineData(" 1S")]
    [InlineData("999999999S")]
    public void What_is_no_timeout_is_not_read(string text) => Assert.False(TimeoutText.TryDecode(text, out _));

    [Theory]
    [InlineData(1, "1m")]
    [InlineData(99_999_999, "99999999m")]
    [InlineData(100_000_000, "100000S")]
    [InlineData(100_000_000_001, "1666667M")]
    public void A_timeout_is_written_in_the_finest_unit_that_holds_it_rounded_up(double milliseconds, string text) =>
        Assert.Equal(text, TimeoutText.Encode(TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("100%", "100%25")]
    [InlineData("ñ\n", "%C3%B1%0A")]
    public void A_message_is_percent_encoded(string text, string encoded)
    {
        Assert.Equal(encoded, PercentEncoding.Encode(text));
        Assert.Equal(text, PercentEncoding.Decode(encoded));
    }

    [Theory]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz", "%zz")]
    [InlineData("%FF", "\uFFFD")]
    public void A_badly_encoded_message_is_kept(string encoded, string text) => Assert.Equal(text, PercentEncoding.Decode(encoded));

    [Theory]
    [InlineData("q80=", 1)]
    [InlineData("q80", 1)]
    [InlineData("q80,q80=", 2)]
    public void Binary_values_are_read_with_and_without_padding_and_joined(string value, int entries)
    {
        var metadata = new Metadata();

        BinaryHeader.AddTo(metadata, "x-bin", value);

        Assert.Equal(entries, metadata.Count);
        Assert.All(metadata, entry => Assert.Equal([0xab, 0xcd], entry.ValueBytes));
    }

    [Fact]
    public void Metadata_keys_are_lower_case_checked_and_say_whether_they_are_binary()
    {
        Assert.Equal("x-upper", new Metadata.Entry("X-Upper", "v").Key);
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("no spaces", "v"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("text-bin", "v"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("text", [1]));
        Assert.Throws<InvalidOperationException>(() => new Metadata.Entry("x-bin", [1]).Value);
    }
}
