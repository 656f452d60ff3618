using RoiApp.Eval.Extraction;
using Xunit;

namespace RoiApp.Processing.Tests.Extraction;

public sealed class ExtractionQualityTests
{
    private static readonly Lazy<ExtractionScorer> s_asWritten = new(() => ExtractionEval.Run(Memos.Labelled));
    private static readonly Lazy<ExtractionScorer> s_asHeard = new(() => ExtractionEval.Run(Memos.Labelled.Select(ExtractionEval.AsHeard)));

    [Fact]
    public void The_labelled_memos_cover_every_kind_in_both_languages()
    {
        var kinds = Memos.Labelled.Where(m => m.Language is "en" or "es").Select(m => (m.Kind, m.Language)).Distinct();
        Assert.Equal(12, kinds.Count());
        Assert.True(Memos.Labelled.Count >= 80);
    }

    [Theory]
    [InlineData("all", 0.96)]
    [InlineData("template", 0.97)]
    [InlineData("free", 0.95)]
    [InlineData("multi", 0.95)]
    [InlineData("partial", 0.95)]
    [InlineData("asr", 0.93)]
    [InlineData("rambling", 0.90)]
    public void Fields_are_read_well_from_each_kind_of_memo(string subset, double floor) => AtLeast(floor, s_asWritten.Value, "all", subset);

    [Theory]
    [InlineData("name", 0.95)]
    [InlineData("company", 0.95)]
    [InlineData("position", 0.92)]
    [InlineData("discussion", 0.92)]
    [InlineData("contactType", 0.94)]
    [InlineData("priority", 0.95)]
    [InlineData("actionItems", 0.94)]
    public void Each_field_is_read_well(string field, double floor) => AtLeast(floor, s_asWritten.Value, field, "all");

    [Theory]
    [InlineData("all", 0.87)]
    [InlineData("template-heard", 0.90)]
    [InlineData("free-heard", 0.85)]
    [InlineData("partial-heard", 0.90)]
    [InlineData("multi-heard", 0.78)]
    [InlineData("rambling-heard", 0.70)]
    public void Memos_without_capitals_and_punctuation_are_still_read(string subset, double floor) => AtLeast(floor, s_asHeard.Value, "all", subset);

    [Fact]
    public void English_and_Spanish_are_within_five_points_of_each_other() =>
        Assert.InRange(s_asWritten.Value.Of("all", "en").F1 - s_asWritten.Value.Of("all", "es").F1, -0.05, 0.05);

    [Fact]
    public void Fields_that_were_not_said_stay_absent() => Assert.True(s_asWritten.Value.Invented("all") <= 0.02, string.Join('\n', s_asWritten.Value.Failures));

    private static void AtLeast(double floor, ExtractionScorer scorer, string field, string subset) =>
        Assert.True(scorer.Of(field, subset).F1 >= floor, $"{field} on {subset}: {scorer.Of(field, subset).F1:0.000}, at least {floor:0.000} wanted.\n" + string.Join('\n', scorer.Failures));
}
