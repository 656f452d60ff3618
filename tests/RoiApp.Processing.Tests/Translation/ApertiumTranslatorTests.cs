using RoiApp.Processing.Translation;
using Xunit;

namespace RoiApp.Processing.Tests.Translation;

public sealed class ApertiumTranslatorTests(Pipeline pipeline) : IClassFixture<Pipeline>
{
    private ApertiumTranslator Translator => pipeline.Get<ApertiumTranslator>();

    [Fact]
    public async Task Names_stay_as_they_are()
    {
        var english = await TranslateAsync("Hoy me reuní con Javier Robles de la Clínica San Rafael.", "es", "en");
        Assert.Contains("Javier Robles", english, StringComparison.Ordinal);
        Assert.Contains("Clínica San Rafael", english, StringComparison.Ordinal);
        Assert.Contains("Northwind Logistics", await TranslateAsync("I met Anna from Northwind Logistics.", "en", "es"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_belong_to_their_questions_however_many_ask_at_once()
    {
        var numbers = Enumerable.Range(10, 40).ToList();
        var answers = await Task.WhenAll(numbers.Select(number => TranslateAsync($"Hay {number} casas.", "es", "en")));
        Assert.All(numbers.Zip(answers), pair => Assert.Equal($"There are {pair.First} houses.", pair.Second));
    }

    [Theory]
    [InlineData("Precio: 5 < 6 [nota] {x} ^a$ @b /c \\d 100% a&b")]
    [InlineData("línea uno\nlínea dos")]
    [InlineData("cero\0byte")]
    [InlineData("")]
    public async Task Characters_with_a_meaning_for_apertium_come_through(string text)
    {
        var english = await TranslateAsync(text, "es", "en");
        Assert.All("<[{^$@/\\", mark => Assert.Equal(text.Contains(mark), english.Contains(mark)));
        Assert.Equal("There are 2 houses.", await TranslateAsync("Hay 2 casas.", "es", "en"));
    }

    [Fact]
    public async Task A_long_text_does_not_stand_still()
    {
        var text = string.Concat(Enumerable.Repeat("La casa es grande y el perro duerme en el jardín. ", 2_000));
        Assert.Contains("The house is big", await TranslateAsync(text, "es", "en"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipeline_that_takes_too_long_is_started_anew_and_then_given_up()
    {
        await using var hasty = new Pipeline(new() { ["Translation:SegmentLimit"] = "00:00:00.100" });
        var text = string.Concat(Enumerable.Repeat("La casa es grande y el perro duerme en el jardín. ", 40_000));
        var e = await Assert.ThrowsAsync<StepException>(() => hasty.Get<ApertiumTranslator>().TranslateAsync(text, "es", "en", TestContext.Current.CancellationToken));
        Assert.Equal("translation-failed", e.Code);
        Assert.True(e.Retryable);
    }

    private Task<string> TranslateAsync(string text, string from, string to) => Translator.TranslateAsync(text, from, to, TestContext.Current.CancellationToken);
}
