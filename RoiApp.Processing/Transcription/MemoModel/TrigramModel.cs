using System.Globalization;

namespace RoiApp.Processing.Transcription.MemoModel;

/// <summary>
/// Counts which words follow which two others, and writes the probabilities as a back-off model in ARPA form (Doug Paul's, as the CMU and SRI tools read it).
/// </summary>
/// <remarks>
/// Witten and Bell's estimate (method C of "The zero-frequency problem", 1991), interpolated: P(w|h) = (c(hw) + T(h) P(w|h')) / (c(h) + T(h)),
/// where T(h) is how many different words have followed h, and h' is h without its first word. Back-off weights make the rest sum to one.
/// </remarks>
internal sealed class TrigramModel
{
    // Three word numbers in a key.
    private const int WordBits = 20;
    private const double Never = -99;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];
    private readonly Dictionary<ulong, int> _ones = [];
    private readonly Dictionary<ulong, int> _twos = [];
    private readonly Dictionary<ulong, int> _threes = [];

    public TrigramModel() => (Start, End) = (Number("<s>"), Number("</s>"));

    private int Start { get; }

    private int End { get; }

    /// <summary>Counts one utterance.</summary>
    public void Add(IEnumerable<string> utterance)
    {
        var (before, last) = (-1, Start);
        foreach (var word in utterance.Select(Number).Append(End))
        {
            Count(_ones, Key(word));
            Count(_twos, Key(last, word));
            if (before >= 0)
            {
                Count(_threes, Key(before, last, word));
            }
            (before, last) = (last, word);
        }
    }

    /// <summary>Writes what was counted. A trigram seen only once is left to its bigram: it says little and takes most of the room.</summary>
    public void WriteArpa(TextWriter writer)
    {
        var p1 = Unigrams();
        var p2 = Interpolate(_twos, key => p1[key & Mask]);
        var p3 = Interpolate(_threes, key => p2[key & ((1UL << (2 * WordBits)) - 1)]);
        foreach (var (key, count) in _threes)
        {
            if (count == 1)
            {
                p3.Remove(key);
            }
        }
        var backOff1 = BackOffs(p2, key => p1[key & Mask]);
        var backOff2 = BackOffs(p3, key => p2[key & ((1UL << (2 * WordBits)) - 1)]);

        writer.Write(string.Create(CultureInfo.InvariantCulture, $"\\data\\\nngram 1={_words.Count}\nngram 2={p2.Count}\nngram 3={p3.Count}\n\n\\1-grams:\n"));
        foreach (var word in _words.Order(StringComparer.Ordinal))
        {
            var key = Key(_numbers[word]);
            Write(writer, p1.TryGetValue(key, out var p) ? Math.Log10(p) : Never, word, backOff1.GetValueOrDefault(key, 1));
        }
        writer.Write("\n\\2-grams:\n");
        foreach (var (key, p) in Sorted(p2))
        {
            Write(writer, Math.Log10(p), Text(key, 2), backOff2.GetValueOrDefault(key, 1));
        }
        writer.Write("\n\\3-grams:\n");
        foreach (var (key, p) in Sorted(p3))
        {
            Write(writer, Math.Log10(p), Text(key, 3), backOff: null);
        }
        writer.Write("\n\\end\\\n");
    }

    private Dictionary<ulong, double> Unigrams()
    {
        double words = _ones.Values.Sum(), different = _ones.Count;
        return _ones.ToDictionary(one => one.Key, one => (one.Value + 1) / (words + different));
    }

    private static Dictionary<ulong, double> Interpolate(Dictionary<ulong, int> counts, Func<ulong, double> shorter)
    {
        var histories = new Dictionary<ulong, (int Words, int Different)>();
        foreach (var (key, count) in counts)
        {
            var (words, different) = histories.GetValueOrDefault(key >> WordBits);
            histories[key >> WordBits] = (words + count, different + 1);
        }
        return counts.ToDictionary(counted => counted.Key, counted =>
        {
            var (words, different) = histories[counted.Key >> WordBits];
            return (counted.Value + (different * shorter(counted.Key))) / (words + different);
        });
    }

    /// <summary>What a history's unseen words get, over what they would get from the shorter history.</summary>
    private static Dictionary<ulong, double> BackOffs(Dictionary<ulong, double> kept, Func<ulong, double> shorter)
    {
        var sums = new Dictionary<ulong, (double Here, double Shorter)>();
        foreach (var (key, p) in kept)
        {
            var (here, below) = sums.GetValueOrDefault(key >> WordBits);
            sums[key >> WordBits] = (here + p, below + shorter(key));
        }
        return sums.ToDictionary(sum => sum.Key, sum => Math.Max(1 - sum.Value.Here, 1e-6) / Math.Max(1 - sum.Value.Shorter, 1e-6));
    }

    private static IEnumerable<KeyValuePair<ulong, double>> Sorted(Dictionary<ulong, double> probabilities) => probabilities.OrderBy(p => p.Key);

    private string Text(ulong key, int length) =>
        string.Join(' ', Enumerable.Range(1, length).Select(place => _words[(int)((key >> (WordBits * (length - place))) & Mask)]));

    private static void Write(TextWriter writer, double log, string words, double? backOff)
    {
        writer.Write(log.ToString("0.0000", CultureInfo.InvariantCulture));
        writer.Write('\t');
        writer.Write(words);
        if (backOff is { } weight)
        {
            writer.Write('\t');
            writer.Write(Math.Log10(weight).ToString("0.0000", CultureInfo.InvariantCulture));
        }
        writer.Write('\n');
    }

    private int Number(string word)
    {
        if (!_numbers.TryGetValue(word, out var number))
        {
            _numbers.Add(word, number = _words.Count);
            _words.Add(word);
        }
        return number;
    }

    private const ulong Mask = (1UL << WordBits) - 1;

    private static ulong Key(int one) => (ulong)one;

    private static ulong Key(int one, int two) => ((ulong)one << WordBits) | (uint)two;

    private static ulong Key(int one, int two, int three) => (Key(one, two) << WordBits) | (uint)three;

    private static void Count(Dictionary<ulong, int> counts, ulong key) =>
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _)++;
}
