using System.Globalization;
using Microsoft.AspNetCore.Http;
using RoiApp.Api.Edge.Answers;
using Xunit;

namespace RoiApp.Api.Tests.Edge.Answers;

/// <summary>RFC 9110, 13.1 and 13.2.2, as a table: the resource has the tag <c>"v2"</c> and was modified on the second day of the month.</summary>
public sealed class PreconditionTests
{
    private static readonly DateTimeOffset s_modified = Day(2);

    [Theory]
    [InlineData("\"v2\"", "NotModified")]
    [InlineData("W/\"v2\"", "NotModified")] // 13.1.2: by weak comparison.
    [InlineData("*", "NotModified")]
    [InlineData("\"v1\", \"v2\"", "NotModified")]
    [InlineData("\"v1\",W/\"v2\" , \"v3\"", "NotModified")]
    [InlineData("\"with, comma\", \"v2\"", "NotModified")]
    [InlineData("\"v1\"", "Send")]
    [InlineData("\"V2\"", "Send")] // Tags are opaque: case counts.
    [InlineData("v2", "Send")] // No tag at all.
    [InlineData("\"v2-br\"", "Send")] // Another coding's: other bytes.
    [InlineData("\"v1, v2\"", "Send")] // One tag with a comma in it.
    public void If_none_match(string field, string verdict) => Assert.Equal(verdict, Judge(("If-None-Match", field)));

    [Theory]
    [InlineData("\"v2\"", "Send")]
    [InlineData("*", "Send")]
    [InlineData("\"v1\", \"v2\"", "Send")]
    [InlineData("\"v1\"", "Failed")]
    [InlineData("W/\"v2\"", "Failed")] // 13.1.1: by strong comparison.
    [InlineData("v2", "Failed")]
    public void If_match(string field, string verdict) => Assert.Equal(verdict, Judge(("If-Match", field)));

    [Theory]
    [InlineData(1, "Send")]
    [InlineData(2, "NotModified")]
    [InlineData(3, "NotModified")]
    public void If_modified_since(int day, string verdict) => Assert.Equal(verdict, Judge(("If-Modified-Since", Text(day))));

    [Theory]
    [InlineData(1, "Failed")]
    [InlineData(2, "Send")]
    [InlineData(3, "Send")]
    public void If_unmodified_since(int day, string verdict) => Assert.Equal(verdict, Judge(("If-Unmodified-Since", Text(day))));

    [Theory]
    [InlineData("Sunday, 02-Nov-25 00:00:00 GMT", "NotModified")] // RFC 850's and asctime's forms are to be read, too (5.6.7).
    [InlineData("Sun Nov  2 00:00:00 2025", "NotModified")]
    [InlineData("yesterday", "Send")]
    [InlineData("", "Send")]
    public void A_date_is_read_in_each_of_its_forms_and_what_is_none_says_nothing(string field, string verdict) => Assert.Equal(verdict, Judge(("If-Modified-Since", field)));

    [Fact]
    public void Tags_go_before_dates_and_what_has_to_match_before_what_must_not()
    {
        Assert.Equal("Send", Judge(("If-None-Match", "\"v1\""), ("If-Modified-Since", Text(3)))); // 13.1.3: ignored beside If-None-Match.
        Assert.Equal("NotModified", Judge(("If-None-Match", "\"v2\""), ("If-Modified-Since", Text(1))));
        Assert.Equal("Send", Judge(("If-Match", "\"v2\""), ("If-Unmodified-Since", Text(1)))); // 13.1.4: ignored beside If-Match.
        Assert.Equal("Failed", Judge(("If-Match", "\"v1\""), ("If-Unmodified-Since", Text(3))));
        Assert.Equal("Failed", Judge(("If-Match", "\"v1\""), ("If-None-Match", "\"v2\""))); // 13.2.2: step 1 before step 3.
        Assert.Equal("NotModified", Judge(("If-Match", "\"v2\""), ("If-None-Match", "\"v2\"")));
        Assert.Equal("Failed", Judge(("If-Unmodified-Since", Text(1)), ("If-None-Match", "\"v2\"")));
    }

    [Fact]
    public void Where_no_date_is_known_conditions_on_dates_say_nothing()
    {
        Assert.Equal(Verdict.Send, Preconditions.Judge(new HeaderDictionary { ["If-Modified-Since"] = Text(3) }, "\"v2\"", null));
        Assert.Equal(Verdict.Send, Preconditions.Judge(new HeaderDictionary { ["If-Unmodified-Since"] = Text(1) }, "\"v2\"", null));
    }

    [Fact]
    public void A_tag_is_of_the_bytes_and_of_their_coding()
    {
        var tag = EntityTags.Of("one"u8);
        Assert.Matches("^\"[A-Za-z0-9_-]{22}\"$", tag);
        Assert.Equal(tag, EntityTags.Of("one"u8));
        Assert.NotEqual(tag, EntityTags.Of("two"u8));
        string[] all = [tag, EntityTags.In(tag, ContentCoding.Brotli), EntityTags.In(tag, ContentCoding.Gzip)];
        Assert.Equal(3, all.Distinct().Count());
        Assert.All(all, t => Assert.Equal(tag, EntityTags.WithoutCoding(t)));
        Assert.Equal("\"-br\"", EntityTags.In("\"\"", ContentCoding.Brotli));
    }

    private static string Judge(params (string Name, string Value)[] fields)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in fields)
        {
            headers.Append(name, value);
        }
        return Preconditions.Judge(headers, "\"v2\"", s_modified).ToString();
    }

    private static DateTimeOffset Day(int day) => new(2025, 11, day, 0, 0, 0, TimeSpan.Zero);

    private static string Text(int day) => Day(day).ToString("R", CultureInfo.InvariantCulture);
}
