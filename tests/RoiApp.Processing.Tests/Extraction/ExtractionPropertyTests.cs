using System.Diagnostics;
using System.Text;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Extraction.Text;
using Xunit;

namespace RoiApp.Processing.Tests.Extraction;

public sealed class ExtractionPropertyTests
{
    private static readonly string[] s_words =
    [
        .. string.Join(' ', Memos.Labelled.Select(m => m.Text)).Split(' ', StringSplitOptions.RemoveEmptyEntries), "no,", "sorry,", "scratch", "that", "priority", "of", "de", "(", "\n\n- ", "…", "«", "\ud83d", "\u0301",
        "O'", "'s", "''", "...", "1.", "&", "U.S.A.", "S.L.", "\0", "中文", "שלום",
    ];

    [Fact]
    public void No_text_makes_it_throw()
    {
        var random = new Random(20);
        for (var run = 0; run < 1500; run++)
        {
            var text = run % 3 == 0 ? Characters(random) : Words(random, random.Next(60));
            var language = (run % 4) switch { 0 => "en", 1 => "es", 2 => "und", _ => "" };
            Assert.NotNull(Memos.Read(text, language));
        }
    }

    [Fact]
    public void Segments_may_be_cut_anywhere()
    {
        var random = new Random(21);
        for (var run = 0; run < 200; run++)
        {
            List<Segment> segments = [];
            for (var i = 0; i < random.Next(6); i++)
            {
                segments.Add(new Segment { Index = i, Text = Words(random, random.Next(12)), StartMs = i * 1000, EndMs = (i + 1) * 1000, Confidence = random.NextSingle() });
            }

            foreach (var evidence in Processing.Extraction.GrammarReportExtractor.Extract(segments, "en").Contacts.SelectMany(c => c.Evidence))
            {
                Assert.InRange(evidence.SegmentIndex, 0, segments.Count - 1);
                Assert.InRange(evidence.Confidence, 0, 1);
                Assert.True(evidence.StartMs <= evidence.EndMs);
            }
        }
    }

    [Fact]
    public void Every_value_is_made_of_words_of_the_text_in_their_order()
    {
        var random = new Random(22);
        var texts = Memos.Labelled.Select(m => m.Text).Concat(Enumerable.Range(0, 800).Select(_ => Words(random, random.Next(80))));
        foreach (var text in texts)
        {
            var said = WordsOf(text);
            foreach (var contact in Memos.Read(text, "und").Contacts)
            {
                string?[] values = [contact.Name, contact.Company, contact.Position, .. contact.Discussion?.Split("; ") ?? [], .. contact.ActionItems.Select(a => a.Text)];
                foreach (var value in values.OfType<string>())
                {
                    Assert.True(IsSubsequence(WordsOf(value), said), $"\"{value}\" is not in \"{text}\"");
                }
            }
        }
    }

    [Theory]
    [InlineData("i met with ann lee ")]
    [InlineData("I met Ann Lee from Acme Foods, the buyer. We discussed prices. ")]
    [InlineData("high priority no low ")]
    [InlineData("director of of de la ")]
    [InlineData("no no sorry scratch that ")]
    [InlineData("we discussed and i need to send the ")]
    [InlineData("Ann, ")]
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

    [Fact]
    public void The_same_text_gives_the_same_report()
    {
        foreach (var memo in Memos.Labelled)
        {
            Assert.Equal(Memos.Read(memo.Text, memo.Language), Memos.Read(memo.Text, memo.Language));
        }
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

    private static string Words(Random random, int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => s_words[random.Next(s_words.Length)]));

    private static string Characters(Random random) => new([.. Enumerable.Range(0, random.Next(200)).Select(_ => (char)random.Next(1, random.Next(2) == 0 ? 128 : 65536))]);

    private static List<string> WordsOf(string text)
    {
        var letters = new StringBuilder();
        foreach (var c in text)
        {
            letters.Append(char.IsLetterOrDigit(c) ? c : ' ');
        }

        return [.. letters.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => Folding.Fold(w))];
    }

    private static bool IsSubsequence(List<string> words, List<string> said)
    {
        var at = 0;
        foreach (var word in said)
        {
            at += at < words.Count && words[at] == word ? 1 : 0;
        }

        return at == words.Count;
    }
}
