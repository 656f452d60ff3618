using System.Text.RegularExpressions;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.Chat;

/// <summary>The words of a transcript with their places and times: what a model's answer is held against.</summary>
internal sealed partial class SpokenWords
{
    private readonly IReadOnlyList<Segment> _transcript;
    private readonly List<SpokenWord> _words = [];
    private readonly ILookup<string, int> _places;

    public SpokenWords(IReadOnlyList<Segment> transcript)
    {
        _transcript = transcript;
        for (var i = 0; i < transcript.Count; i++)
        {
            var times = new WordTimes(transcript[i]);
            foreach (var match in WordRun().EnumerateMatches(transcript[i].Text))
            {
                var norm = Folding.Fold(transcript[i].Text.AsSpan(match.Index, match.Length));
                var (startMs, endMs, confidence) = times.At(norm);
                _words.Add(new SpokenWord(norm, i, match.Index, match.Index + match.Length, startMs, endMs, confidence));
            }
        }
        _places = Enumerable.Range(0, _words.Count).ToLookup(place => _words[place].Norm, StringComparer.Ordinal);
    }

    /// <summary>Where words were said, one after another; capitals, accents and punctuation aside.</summary>
    /// <returns>Null when they were not.</returns>
    public Quote? Find(string words)
    {
        List<string> wanted = [];
        foreach (var match in WordRun().EnumerateMatches(words))
        {
            wanted.Add(Folding.Fold(words.AsSpan(match.Index, match.Length)));
        }
        if (wanted.Count == 0)
        {
            return null;
        }
        foreach (var place in _places[wanted[0]])
        {
            if (place + wanted.Count <= _words.Count && Enumerable.Range(1, wanted.Count - 1).All(i => _words[place + i].Norm == wanted[i]))
            {
                return ToQuote(_words[place], _words[place + wanted.Count - 1], _words[place..(place + wanted.Count)].Average(word => word.Confidence));
            }
        }
        return null;
    }

    private Quote ToQuote(SpokenWord first, SpokenWord last, float confidence)
    {
        var text = first.Segment == last.Segment
            ? _transcript[first.Segment].Text[first.Start..last.End]
            : string.Join(' ', Enumerable.Range(first.Segment, last.Segment - first.Segment + 1).Select(i =>
                _transcript[i].Text[(i == first.Segment ? first.Start : 0)..(i == last.Segment ? last.End : _transcript[i].Text.Length)].Trim()));
        return new Quote(text, _transcript[first.Segment].Index, first.StartMs, last.EndMs, confidence);
    }

    // Apostrophes and hyphens divide: whoever writes "follow up" for "follow-up" says the same.
    [GeneratedRegex(@"[\p{L}\p{M}\p{N}]+")]
    private static partial Regex WordRun();

    private readonly record struct SpokenWord(string Norm, int Segment, int Start, int End, long StartMs, long EndMs, float Confidence);
}

/// <summary>Words that were said.</summary>
/// <param name="Text">As the transcript has them.</param>
/// <param name="Confidence">How sure the recogniser was of them on average; a chat model says nothing of its own that could be trusted.</param>
internal sealed record Quote(string Text, int SegmentIndex, long StartMs, long EndMs, float Confidence)
{
    public FieldEvidence As(string field) => new() { Field = field, Quote = Text, SegmentIndex = SegmentIndex, StartMs = StartMs, EndMs = EndMs, Confidence = Confidence };
}
