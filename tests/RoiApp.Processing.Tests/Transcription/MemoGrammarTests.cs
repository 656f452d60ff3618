using System.Text;
using RoiApp.Processing.Transcription.MemoModel;
using Xunit;

namespace RoiApp.Processing.Tests.Transcription;

public sealed class MemoGrammarTests
{
    private static readonly MemoGrammar s_grammar = MemoModelBuilder.Grammar();

    [Fact]
    public void Its_words_other_than_names_are_in_the_recognisers_dictionary()
    {
        var known = File.ReadLines("/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict", Encoding.Latin1).Select(line => line.Split(' ')[0]).ToHashSet(StringComparer.Ordinal);
        var words = MemoModelBuilder.WordsOfEveryDay(s_grammar).ToList();
        var unknown = words.Where(word => !known.Contains(word)).ToList();
        Assert.True(words.Count > 2500, $"Only {words.Count} words.");
        Assert.True(unknown.Count * 100 < words.Count, string.Join(' ', unknown));
    }

    [Fact]
    public void Names_in_memos_that_are_written_out_are_no_words_of_every_day()
    {
        var grammar = new MemoGrammar(["memo:", "  hello <said memo>", "said memo:", "  i met zebedee"], new Dictionary<string, IReadOnlyList<string>>());
        Assert.Equal(["hello"], grammar.RuleWordsBut("said memo"));
        Assert.Contains("alejandro", s_grammar.RuleWordsBut());
        Assert.DoesNotContain("alejandro", MemoModelBuilder.WordsOfEveryDay(s_grammar));
    }

    [Fact]
    public void A_rule_grows_in_a_later_file()
    {
        var grammar = new MemoGrammar(["memo:", "  a", "memo:", "  b"], new Dictionary<string, IReadOnlyList<string>>());
        Assert.Equal(["a", "b"], grammar.Words.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Choices_stand_within_choices()
    {
        var grammar = new MemoGrammar(["memo:", "  {a {b|c}|d} e"], new Dictionary<string, IReadOnlyList<string>>());
        var random = new Random(7);
        Assert.Equal(["a b e", "a c e", "d e"], Enumerable.Range(0, 200).Select(_ => string.Join(' ', grammar.Speak(random))).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_same_seed_speaks_the_same_memo() => Assert.Equal(s_grammar.Speak(new Random(7)), s_grammar.Speak(new Random(7)));

    [Fact]
    public void Memos_differ()
    {
        var random = new Random(7);
        // One that is written out may come twice.
        Assert.InRange(Enumerable.Range(0, 200).Select(_ => string.Join(' ', s_grammar.Speak(random))).Distinct(StringComparer.Ordinal).Count(), 190, 200);
    }

    [Theory]
    [InlineData("memo:\n  hello <nobody>", "nobody")]
    [InlineData("memo:\n  hello <who", ">")]
    [InlineData("memo:\n  {a|{b|c} d", "}")]
    public void A_rule_that_is_not_there_is_named(string text, string expected)
    {
        var e = Assert.Throws<FormatException>(() => new MemoGrammar(text.Split('\n'), new Dictionary<string, IReadOnlyList<string>>()));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_and_choices_are_kept_to()
    {
        var grammar = new MemoGrammar(["memo:", "  9 {a|b} c", "  d"], new Dictionary<string, IReadOnlyList<string>>());
        var random = new Random(7);
        var said = Enumerable.Range(0, 2000).Select(_ => string.Join(' ', grammar.Speak(random))).CountBy(memo => memo).ToDictionary();
        Assert.Equal(["a c", "b c", "d"], said.Keys.Order(StringComparer.Ordinal));
        Assert.InRange(said["d"], 120, 290);
        Assert.InRange(said["a c"], 800, 1000);
    }
}
