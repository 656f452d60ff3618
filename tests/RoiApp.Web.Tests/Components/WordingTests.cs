using RoiApp.Web.Components;
using Xunit;

namespace RoiApp.Web.Tests.Components;

public sealed class WordingTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(67_900, "1:07")]
    [InlineData(3_727_000, "1:02:07")]
    public void A_position_is_a_clock(long ms, string words) => Assert.Equal(words, Wording.Clock(ms));

    [Theory]
    [InlineData(12, "12 ms")]
    [InlineData(3_240, "3.2 s")]
    [InlineData(9_990, "10 s")]
    [InlineData(59_400, "59 s")]
    [InlineData(200_000, "3 min 20 s")]
    [InlineData(3_720_000, "1 h 2 min")]
    public void A_length_has_the_unit_that_fits(long ms, string words) => Assert.Equal(words, Wording.Length(TimeSpan.FromMilliseconds(ms)));

    [Theory]
    [InlineData(999, "999 bytes")]
    [InlineData(412_300, "403 KB")]
    [InlineData(524_288_000, "500 MB")]
    [InlineData(2_147_483_648, "2 GB")]
    public void A_size_has_the_unit_that_fits(long bytes, string words) => Assert.Equal(words, Wording.Size(bytes));

    [Theory]
    [InlineData(0, "just now")]
    [InlineData(4, "4 min ago")]
    [InlineData(300, "5 h ago")]
    [InlineData(4_400, "3 d ago")]
    [InlineData(20_000, "24 Feb 2026")]
    public void A_moment_is_told_from_now(int minutes, string words) => Assert.Equal(words, Wording.Ago(s_now.AddMinutes(-minutes), s_now));

    [Theory]
    [InlineData("es", "Spanish")]
    [InlineData("auto", "Language not known yet")]
    [InlineData("not a tag", "not a tag")]
    public void A_language_is_named(string tag, string words) => Assert.Equal(words, Wording.Language(tag));
}
