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

    [Theory]
    [InlineData("Reunión con \u200fדוד כהן\u200f de חברת שלום, que es su jefe.")]
    [InlineData("I met with Zoe\u0301\u0302\u0303 Li\u0301 from C\u0327elik & \u0130\u0307zmir, the buyer.")]
    [InlineData("I met with \ud83d\ude00\ud83d Ann Lee from \udc00 Acme \ufffd, the \u202ebuyer\u202c.")]
    [InlineData("ANN LEE FROM ACME!!!! THE BUYER???? ,,,, ;;;; :::: ---- ____ @@@@ #### $$$$ %%%%")]
    [InlineData("no, sorry, no, sorry, no, sorry, no, sorry, no, sorry")]
    public void Strange_texts_give_nothing_that_they_do_not_say(string text)
    {
        foreach (var strange in new[] { text, string.Concat(Enumerable.Repeat(text, 200)), text.Replace(" ", "", StringComparison.Ordinal), string.Join(' ', text.Reverse()) })
        {
            foreach (var contact in Memos.Read(strange, "und").Contacts)
            {
                string?[] values = [contact.Name, contact.Company, contact.Position, .. contact.Discussion?.Split("; ") ?? [], .. contact.ActionItems.SelectMany(a => new[] { a.Text, a.Assignee })];
                Assert.All(values.OfType<string>(), value => Assert.True(IsSubsequence(WordsOf(value), WordsOf(strange)), $"\"{value}\" is not in \"{strange}\""));
            }
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
                string?[] values = [contact.Name, contact.Company, contact.Position, .. contact.Discussion?.Split("; ") ?? [], .. contact.ActionItems.SelectMany(a => new[] { a.Text, a.Assignee })];
                foreach (var value in values.OfType<string>())
                {
                    Assert.True(IsSubsequence(WordsOf(value), said), $"\"{value}\" is not in \"{text}\"");
                }
            }
        }
    }

    [Fact]
    public void The_same_text_gives_the_same_report()
    {
        foreach (var memo in Memos.Labelled)
        {
            Assert.Equal(Memos.Read(memo.Text, memo.Language), Memos.Read(memo.Text, memo.Language));
        }
    }

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
