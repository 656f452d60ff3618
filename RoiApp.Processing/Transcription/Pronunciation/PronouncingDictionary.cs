using System.Text;

namespace RoiApp.Processing.Transcription.Pronunciation;

/// <summary>How words are said: as the recogniser's dictionary has it, as two of its words in one ("bluewater"), or by their letters.</summary>
internal sealed class PronouncingDictionary
{
    private const int ShortestHalf = 3;

    // Of the ways to say two words in one.
    private const int WaysAtMost = 4;

    private readonly Dictionary<string, List<string>> _known = new(StringComparer.Ordinal);
    private readonly Lazy<LetterToSound> _letters;

    /// <param name="file">A word and its sounds a line, as in CMU's dictionary; "word(2)" is another way to say "word".</param>
    public PronouncingDictionary(string file)
    {
        foreach (var line in File.ReadLines(file, Encoding.Latin1))
        {
            if (line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var blank)
            {
                var word = line[..blank];
                var variant = word.IndexOf('(', StringComparison.Ordinal);
                word = variant > 0 ? word[..variant] : word;
                if (!_known.TryGetValue(word, out var ways))
                {
                    _known.Add(word, ways = []);
                }
                ways.Add(line[(blank + 1)..]);
            }
        }
        _letters = new Lazy<LetterToSound>(() => LetterToSound.LearnFrom(_known.Select(word => (word.Key, word.Value[0]))));
    }

    public bool Has(string word) => _known.ContainsKey(word);

    /// <param name="word">In lower case.</param>
    /// <returns>Sounds apart by blanks, one text for each way to say it; none when it cannot be said, having no letters.</returns>
    public IReadOnlyList<string> Say(string word) => _known.TryGetValue(word, out var ways) ? ways
        : AsTwoWords(word) is { } two ? two
        : _letters.Value.Say(SpokenForm.Word(word)) is { Length: > 0 } sounds ? [sounds] : [];

    // The longest first half: "fairbanks" is fair and banks, not "fai" and something.
    private List<string>? AsTwoWords(string word)
    {
        for (var half = word.Length - ShortestHalf; half >= ShortestHalf + 1; half--)
        {
            if (_known.TryGetValue(word[..half], out var first) && _known.TryGetValue(word[half..], out var second))
            {
                return [.. first.SelectMany(_ => second, (one, other) => $"{one} {other}").Take(WaysAtMost)];
            }
        }
        return null;
    }
}
