using RoiApp.Eval.Extraction;
using Xunit;

namespace RoiApp.Processing.Tests.Extraction;

/// <summary>Memos by people who had not seen the grammar: in words as unlike one another as could be found, and in those of every day.</summary>
public sealed class DictatedTests
{
    [Theory]
    [InlineData("memos-in-other-words.jsonl", 0.88, 0.07)]
    [InlineData("memos-by-others.jsonl", 0.94, 0.00)]
    public void What_others_say_is_read(string set, double floor, double invented)
    {
        var scorer = ExtractionEval.Run(LabelledMemo.ReadFile(Path.Combine(AppContext.BaseDirectory, "Extraction", "Dictated", set)));
        Assert.True(scorer.Of("all", "all").F1 >= floor, $"{scorer.Of("all", "all").F1:0.000}, at least {floor:0.000} wanted.\n{string.Join('\n', scorer.Failures)}");
        Assert.True(scorer.Invented("all") <= invented, $"{scorer.Invented("all"):0.000} of the memos have an invented field.\n{string.Join('\n', scorer.Failures)}");
    }
}
