using System.Text;
using RoiApp.Processing.Transcription.Pronunciation;
using Xunit;

namespace RoiApp.Processing.Tests.Transcription.Pronunciation;

public sealed class PronouncingDictionaryTests
{
    private const string Stock = "/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict";

    private static readonly PronouncingDictionary s_stock = new(Stock);

    [Fact]
    public void What_the_dictionary_has_is_said_so() => Assert.Equal(["M IY T IH NG"], s_stock.Say("meeting"));

    [Fact]
    public void Two_words_in_one_are_said_in_every_way_of_both() => Assert.Equal(["N AO R TH W AY N D", "N AO R TH W IH N D"], s_stock.Say("northwind"));

    [Theory]
    [InlineData("adeyemi")]
    [InlineData("wojciech")]
    [InlineData("señalización")]
    [InlineData("o'donoghue-smythe")]
    public void Any_name_can_be_said(string name)
    {
        var sounds = File.ReadLines(Stock, Encoding.Latin1).SelectMany(line => line.Split(' ').Skip(1)).ToHashSet(StringComparer.Ordinal);
        var ways = s_stock.Say(name);
        Assert.NotEmpty(ways);
        Assert.All(ways, way => Assert.InRange(way.Split(' ').Length, 4, 20));
        Assert.All(ways.SelectMany(way => way.Split(' ')), sound => Assert.Contains(sound, sounds));
    }

    [Fact]
    public void What_has_no_letters_has_no_sound() => Assert.Empty(s_stock.Say("42"));

    [Fact]
    public void Half_of_the_words_kept_from_it_are_said_to_the_sound_as_the_dictionary_has_them()
    {
        var words = File.ReadLines(Stock, Encoding.Latin1).Select(line => line.Split(' ', 2)).Where(line => line[0].All(char.IsAsciiLetterLower) && line[0].Length > 2).ToList();
        var learned = LetterToSound.LearnFrom(words.Where((_, i) => i % 50 != 0).Select(line => (line[0], line[1])));
        var kept = words.Where((_, i) => i % 50 == 0).ToList();
        var right = kept.Count(line => learned.Say(line[0]) == line[1]);
        Assert.True(right * 2 > kept.Count, $"{right} of {kept.Count}");
    }
}
