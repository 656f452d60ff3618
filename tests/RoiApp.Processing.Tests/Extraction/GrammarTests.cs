using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Extraction.Text;
using Xunit;

namespace RoiApp.Processing.Tests.Extraction;

public sealed class GrammarTests
{
    [Fact]
    public void Every_language_file_announces_every_kind_of_field()
    {
        Assert.Equal(["en", "es"], GrammarCatalog.Languages);
        foreach (var language in GrammarCatalog.Languages)
        {
            Assert.NotNull(GrammarCatalog.For(language).Automaton);
        }
    }

    [Fact]
    public void A_third_language_is_a_file()
    {
        var italian = new Grammar(new GrammarFile { Language = "it", Cues = { ["meet"] = ["[ho] incontrato"] }, And = ["e"] });
        var memo = Words("ho incontrato anna");
        Assert.Equal(2, new CueMap(memo, italian.Automaton).End(0, CueKind.Meet));
        Assert.Equal(2, new CueMap(memo, italian.Automaton).End(1, CueKind.Meet));
    }

    [Theory]
    [InlineData("we (talked|spoke) [a lot] about", "we spoke a lot about", 5)]
    [InlineData("we (talked|spoke) [a lot] about", "we talked about", 3)]
    [InlineData("we (talked|spoke) [a lot] about", "we talked a about", 0)]
    public void A_phrase_has_alternatives_and_optional_words(string phrase, string text, int end)
    {
        var automaton = new CueAutomaton();
        automaton.Add(CueKind.Discuss, phrase);
        Assert.Equal(end, new CueMap(Words(text), automaton).End(0, CueKind.Discuss));
    }

    [Theory]
    [InlineData("we (talked")]
    [InlineData("[we] [talked]")]
    [InlineData("talk[ed] about")]
    public void A_phrase_that_is_not_well_formed_is_refused(string phrase) => Assert.Throws<FormatException>(() => new CueAutomaton().Add(CueKind.Discuss, phrase));

    private static List<Token> Words(string text) => [.. text.Split(' ').Select((w, i) => new Token(i, w, w, 0, 0, 0))];
}
