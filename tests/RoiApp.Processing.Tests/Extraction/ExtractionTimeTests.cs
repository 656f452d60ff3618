using System.Diagnostics;
using System.Text;
using Xunit;

namespace RoiApp.Processing.Tests.Extraction;

/// <summary>Measured alone: other tests beside them would be measured as well.</summary>
[CollectionDefinition(nameof(ExtractionTimeTests), DisableParallelization = true)]
[Collection(nameof(ExtractionTimeTests))]
public sealed class ExtractionTimeTests
{
    [Theory]
    [InlineData("i met with ann lee ")]
    [InlineData("I met Ann Lee from Acme Foods, the buyer. We discussed prices. ")]
    [InlineData("high priority no low ")]
    [InlineData("director of of de la ")]
    [InlineData("no no sorry scratch that ")]
    [InlineData("we discussed and i need to send the ")]
    [InlineData("was the main topic ")]
    [InlineData("so high, the priority ")]
    [InlineData("Ann, ")]
    [InlineData("Ann Baker and ")]
    [InlineData("Le mando la tarifa, ")]
    [InlineData("One, two, ")]
    [InlineData("asphalt, no, sorry, concrete, ")]
    [InlineData("e\u0301\u0301")]
    [InlineData("שלום עולם ")]
    [InlineData("-")]
    [InlineData("x")]
    public void Time_grows_with_the_length_of_the_text_and_no_faster(string phrase)
    {
        var quarter = Seconds(Repeated(phrase, 25_000));
        var whole = Seconds(Repeated(phrase, 100_000));

        // Four times the text takes four times as long; sixteen would be quadratic. The constant is what a busy machine adds.
        Assert.True(whole < (8 * quarter) + 0.25, $"25 KB took {quarter:0.000} s, 100 KB {whole:0.000} s.");
    }

    [Fact]
    public void A_hundred_kilobytes_of_memos_are_read_in_under_a_second()
    {
        var text = Repeated(string.Join(' ', Memos.Labelled.Select(m => m.Text)) + " ", 100_000);
        Assert.True(Seconds(text) < 1);
    }

    private static double Seconds(string text)
    {
        var best = double.MaxValue;
        for (var run = 0; run < 3; run++)
        {
            var start = Stopwatch.GetTimestamp();
            Memos.Read(text);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    private static string Repeated(string phrase, int length) => new StringBuilder().Insert(0, phrase, (length / phrase.Length) + 1).ToString()[..length];
}
