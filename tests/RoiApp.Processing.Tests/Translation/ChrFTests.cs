using RoiApp.Eval.Translation;
using RoiApp.Testing;
using Xunit;

namespace RoiApp.Processing.Tests.Translation;

public sealed class ChrFTests
{
    [Theory]
    [InlineData("the same", "the same", 1)]
    [InlineData("xyz", "abc", 0)]
    [InlineData("", "abc", 0)]
    // One letter of three is another: 2/3 of the letters, 1/2 of the pairs, none of the triples; precision and recall are the same.
    [InlineData("abc", "abd", 0.38889)]
    // All that is there is right, half of the letters and a third of the pairs are there: P = 1, R = 5/12, 5PR / (4P + R).
    [InlineData("ab", "abcd", 0.47170)]
    [InlineData("a b", "ab", 1)]
    // A letter that stands twice is matched as often as the reference has it: P = (3/4 + 2/3 + 1/2) / 3, R = 1.
    [InlineData("aaaa", "aaa", 0.89844)]
    public void It_is_what_a_pencil_finds(string translation, string reference, double expected) => Assert.Equal(expected, ChrF.Of(translation, reference), 0.0001);

    [Fact]
    public void Of_several_sentences_the_counts_are_summed()
    {
        var both = new ChrF();
        both.Add("ab", "ab");
        both.Add("cd", "ce");
        // Letters 3 of 4, pairs 1 of 2.
        Assert.Equal(0.625, both.Score, 0.0001);
    }

    [Fact]
    public void The_reference_set_has_forty_sentences_each_way_and_each_name_stands_in_both()
    {
        var set = ReferenceTranslation.Read(Path.Combine(SourceTree.Root, "bench", "RoiApp.Eval", "Translation", "References", ReferenceTranslation.FileName));
        Assert.All(set.GroupBy(one => one.Pair), pair => Assert.True(pair.Count() >= 40, $"{pair.Key} has {pair.Count()}"));
        Assert.Equal(2, set.Select(one => one.Pair).Distinct().Count());
        Assert.Equal(set.Count, set.Select(one => one.Source).Distinct().Count());
        Assert.All(set, one => Assert.All(one.Names, name =>
        {
            Assert.Contains(name, one.Source, StringComparison.Ordinal);
            Assert.Contains(name, one.Reference, StringComparison.Ordinal);
        }));
    }
}
