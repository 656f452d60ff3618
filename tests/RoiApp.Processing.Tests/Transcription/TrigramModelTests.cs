using System.Globalization;
using RoiApp.Processing.Transcription.MemoModel;
using Xunit;

namespace RoiApp.Processing.Tests.Transcription;

public sealed class TrigramModelTests
{
    private static readonly string[] s_corpus =
        ["i just met with sarah", "i just met with john", "i met with sarah today", "we just met", "we met with john today", "sarah met john", "the priority is high", "the priority is low"];

    private readonly Dictionary<string, (double P, double BackOff)> _model = Read(Written());

    [Fact]
    public void The_probabilities_after_every_history_sum_to_one()
    {
        string[] words = [.. _model.Keys.Where(gram => !gram.Contains(' ', StringComparison.Ordinal) && gram != "<s>")];
        foreach (var history in _model.Keys.Where(gram => gram.Split(' ').Length < 3 && !gram.EndsWith("</s>", StringComparison.Ordinal)).Append(""))
        {
            Assert.Equal(1, words.Sum(word => Probability($"{history} {word}".Trim())), 0.002);
        }
    }

    [Fact]
    public void What_was_said_more_often_is_likelier()
    {
        Assert.True(Probability("met with sarah") > Probability("met with today"));
        Assert.True(Probability("the priority is") > Probability("the priority met"));
    }

    [Fact]
    public void The_file_says_how_many_of_each_it_holds()
    {
        var text = Written();
        for (var length = 1; length <= 3; length++)
        {
            Assert.Contains($"ngram {length}={_model.Keys.Count(gram => gram.Split(' ').Length == length)}\n", text, StringComparison.Ordinal);
        }
        Assert.EndsWith("\\end\\\n", text, StringComparison.Ordinal);
    }

    private static string Written()
    {
        var model = new TrigramModel();
        // Twice: a trigram seen once is left out.
        foreach (var utterance in s_corpus.Concat(s_corpus[..6]))
        {
            model.Add(utterance.Split(' '));
        }
        using var writer = new StringWriter();
        model.WriteArpa(writer);
        return writer.ToString();
    }

    // As a decoder reads it: the longest n-gram there is, else the back-off weight of the history times the shorter one.
    private double Probability(string gram)
    {
        if (_model.TryGetValue(gram, out var found))
        {
            return found.P;
        }
        var words = gram.Split(' ');
        var history = string.Join(' ', words[..^1]);
        return (_model.TryGetValue(history, out var known) ? known.BackOff : 1) * Probability(string.Join(' ', words[1..]));
    }

    private static Dictionary<string, (double P, double BackOff)> Read(string arpa) => arpa.Split('\n')
        .Select(line => line.Split('\t'))
        .Where(cells => cells.Length >= 2)
        .ToDictionary(cells => cells[1], cells => (Exp(cells[0]), cells.Length > 2 ? Exp(cells[2]) : 1));

    private static double Exp(string log) => Math.Pow(10, double.Parse(log, CultureInfo.InvariantCulture));
}
