using RoiApp.Processing.Languages;
using RoiApp.Processing.Tests.Extraction;
using Xunit;

namespace RoiApp.Processing.Tests.Languages;

public sealed class LanguageDetectorTests
{
    [Theory]
    [InlineData("send him the brochure", "en")]
    [InlineData("high priority", "en")]
    [InlineData("no rush on this one", "en")]
    [InlineData("Existing client.", "en")]
    [InlineData("thanks, talk soon", "en")]
    [InlineData("prioridad alta", "es")]
    [InlineData("tengo que mandarle el presupuesto", "es")]
    [InlineData("Cliente de toda la vida.", "es")]
    [InlineData("hablamos del almacen nuevo", "es")]
    [InlineData("sin prisa", "es")]
    public void A_few_words_are_enough(string text, string language) => Assert.Equal(language, LanguageDetector.Detect(text).Language);

    [Theory]
    [InlineData("")]
    [InlineData("12 34 …")]
    [InlineData("中文")]
    [InlineData("שלום עולם")]
    public void A_text_that_does_not_tell_is_undetermined(string text) => Assert.Equal(new LanguageGuess("und", 0), LanguageDetector.Detect(text));

    [Fact]
    public void Every_labelled_memo_and_each_of_its_sentences_of_five_words_is_told()
    {
        foreach (var memo in Memos.Labelled.Where(m => m.Language is "en" or "es"))
        {
            Assert.Equal(memo.Language, LanguageDetector.Detect(memo.Text.ToLowerInvariant()).Language);
            foreach (var sentence in memo.Text.Split(". ").Where(s => s.Split(' ').Length >= 5))
            {
                Assert.True(memo.Language == LanguageDetector.Detect(sentence).Language, sentence);
            }
        }
    }

    [Fact]
    public void More_evidence_makes_it_surer()
    {
        var little = LanguageDetector.Detect("the plan").Confidence;
        var much = LanguageDetector.Detect("the plan is that we will send him the price list next week").Confidence;
        Assert.InRange(little, 0.05, much);
        Assert.InRange(much, 0.6, 1);
    }

    [Fact]
    public void Shares_tell_a_memo_that_switches()
    {
        var shares = LanguageDetector.Shares("Hablamos de los contenedores and the new barcode labels. Son clientes actuales, high priority.");
        Assert.All(shares, s => Assert.True(s.Share > 0.2));
        Assert.Equal(1, shares.Sum(s => s.Share), 6);
    }
}
