using System.Runtime.InteropServices;

namespace RoiApp.Processing.Transcription.Pronunciation;

/// <summary>Says words that no dictionary has as a dictionary's own words are said: learned from it, in a second or two.</summary>
/// <remarks>
/// Each letter is aligned with none, one or two sounds by Viterbi training; then a letter is said as it most often is between the same neighbours,
/// the widest neighbourhood that was seen twice deciding (a decision list with back-off, as in Pagel, Lenzo and Black, 1998).
/// </remarks>
internal sealed class LetterToSound
{
    private const int Letters = 27;
    private const int AlignmentWords = 12_000;
    private const int AlignmentRounds = 4;
    private const int SoundBits = 12;
    private const int LetterBits = 5;
    private const double Unlikely = 1e-6;

    // Letters before and after that decide, from the widest neighbourhood to the letter alone.
    private static readonly (int Before, int After)[] s_neighbourhoods = [(3, 3), (2, 3), (2, 2), (1, 2), (2, 1), (1, 1), (0, 1), (0, 0)];

    private readonly List<string> _sounds = [];
    private readonly Dictionary<ulong, ushort>[] _rules = [.. s_neighbourhoods.Select(_ => new Dictionary<ulong, ushort>())];

    private LetterToSound()
    {
    }

    /// <param name="words">Words of the letters a to z alone are learned from, with their sounds.</param>
    public static LetterToSound LearnFrom(IEnumerable<(string Word, string Sounds)> words)
    {
        var learned = new LetterToSound();
        learned.Learn([.. words.Where(word => word.Word.Length is > 1 and < 24 && word.Word.All(char.IsAsciiLetterLower)).OrderBy(word => Scattered(word.Word))]);
        return learned;
    }

    /// <returns>Sounds apart by blanks; empty when the word has no letter from a to z.</returns>
    public string Say(string word)
    {
        var letters = Codes(word);
        var said = new List<string>();
        for (var at = 0; at < letters.Length; at++)
        {
            for (var level = 0; level < s_neighbourhoods.Length; level++)
            {
                if (_rules[level].TryGetValue(Context(letters, at, level), out var sounds))
                {
                    if (sounds != 0)
                    {
                        said.Add(Sounds(sounds));
                    }
                    break;
                }
            }
        }
        return string.Join(' ', said);
    }

    private void Learn((string Word, string Sounds)[] words)
    {
        _sounds.Add(""); // Number 0 is no sound.
        var numbers = new Dictionary<string, ushort>(StringComparer.Ordinal) { [""] = 0 };
        var examples = words.Select(word => (Letters: Codes(word.Word), Sounds: word.Sounds.Split(' ').Select(Number).ToArray())).ToArray();
        var weights = Align(examples);
        var counts = s_neighbourhoods.Select(_ => new Dictionary<ulong, int>()).ToArray();
        foreach (var (letters, sounds) in examples)
        {
            if (BestPath(letters, sounds, weights) is { } path)
            {
                for (var at = 0; at < letters.Length; at++)
                {
                    for (var level = 0; level < counts.Length; level++)
                    {
                        CollectionsMarshal.GetValueRefOrAddDefault(counts[level], (Context(letters, at, level) << SoundBits) | path[at], out _)++;
                    }
                }
            }
        }
        for (var level = 0; level < counts.Length; level++)
        {
            Decide(counts[level], _rules[level], atLeast: level == counts.Length - 1 ? 1 : 2);
        }

        ushort Number(string sound)
        {
            if (!numbers.TryGetValue(sound, out var number))
            {
                numbers.Add(sound, number = (ushort)_sounds.Count);
                _sounds.Add(sound);
            }
            return number;
        }
    }

    private static void Decide(Dictionary<ulong, int> counts, Dictionary<ulong, ushort> rules, int atLeast)
    {
        var best = new Dictionary<ulong, (int Sum, int Most)>();
        foreach (var (key, count) in counts.OrderBy(count => count.Key))
        {
            ref var context = ref CollectionsMarshal.GetValueRefOrAddDefault(best, key >> SoundBits, out _);
            context.Sum += count;
            if (count > context.Most)
            {
                context.Most = count;
                rules[key >> SoundBits] = (ushort)(key & ((1 << SoundBits) - 1));
            }
        }
        foreach (var (context, (sum, _)) in best)
        {
            if (sum < atLeast)
            {
                rules.Remove(context);
            }
        }
    }

    // What each letter stands for, found out in rounds: first by place in the word, then by the best paths of the round before.
    private static double[] Align((byte[] Letters, ushort[] Sounds)[] examples)
    {
        var sample = examples.AsSpan(0, Math.Min(AlignmentWords, examples.Length));
        var counts = new double[Letters << SoundBits];
        foreach (var (letters, sounds) in sample)
        {
            for (var at = 0; at < letters.Length; at++)
            {
                counts[letters[at] << SoundBits] += 0.3;
                var middle = at * sounds.Length / letters.Length;
                for (var sound = Math.Max(0, middle - 1); sound < Math.Min(sounds.Length, middle + 2); sound++)
                {
                    counts[(letters[at] << SoundBits) | sounds[sound]]++;
                }
            }
        }
        var weights = Weights(counts);
        for (var round = 0; round < AlignmentRounds; round++)
        {
            Array.Clear(counts);
            foreach (var (letters, sounds) in sample)
            {
                var path = BestPath(letters, sounds, weights);
                for (var at = 0; path is not null && at < letters.Length; at++)
                {
                    counts[(letters[at] << SoundBits) | path[at]]++;
                }
            }
            weights = Weights(counts);
        }
        return weights;
    }

    private static double[] Weights(double[] counts)
    {
        var weights = new double[counts.Length];
        for (var letter = 0; letter < Letters; letter++)
        {
            var of = counts.AsSpan(letter << SoundBits, 1 << SoundBits);
            var sum = 0.0;
            foreach (var count in of)
            {
                sum += count;
            }
            for (var sounds = 0; sounds < of.Length; sounds++)
            {
                weights[(letter << SoundBits) | sounds] = Math.Log(Math.Max(of[sounds] / Math.Max(sum, 1), Unlikely));
            }
        }
        return weights;
    }

    /// <returns>For each letter its sounds: 0 for none, a sound, or two (the second in the higher bits); null when there are too many sounds.</returns>
    private static ushort[]? BestPath(byte[] letters, ushort[] sounds, double[] weights)
    {
        var (rows, columns) = (letters.Length + 1, sounds.Length + 1);
        if (sounds.Length > 2 * letters.Length)
        {
            return null;
        }
        var best = new double[rows * columns];
        var step = new byte[rows * columns];
        Array.Fill(best, double.NegativeInfinity);
        best[0] = 0;
        for (var at = 0; at < letters.Length; at++)
        {
            for (var sound = 0; sound <= sounds.Length; sound++)
            {
                var here = best[(at * columns) + sound];
                for (var taken = 0; here > double.NegativeInfinity && taken <= 2 && sound + taken <= sounds.Length; taken++)
                {
                    var score = here + weights[(letters[at] << SoundBits) | Pair(sounds, sound, taken)];
                    var next = ((at + 1) * columns) + sound + taken;
                    if (score > best[next])
                    {
                        best[next] = score;
                        step[next] = (byte)taken;
                    }
                }
            }
        }
        if (double.IsNegativeInfinity(best[^1]))
        {
            return null;
        }
        var path = new ushort[letters.Length];
        for (var (at, sound) = (letters.Length, sounds.Length); at > 0; at--)
        {
            var taken = step[(at * columns) + sound];
            sound -= taken;
            path[at - 1] = Pair(sounds, sound, taken);
        }
        return path;
    }

    private static ushort Pair(ushort[] sounds, int at, int taken) => taken switch
    {
        0 => 0,
        1 => sounds[at],
        _ => (ushort)(sounds[at] | (sounds[at + 1] << (SoundBits / 2))),
    };

    private string Sounds(ushort pair)
    {
        const int Mask = (1 << (SoundBits / 2)) - 1;
        return pair <= Mask ? _sounds[pair] : $"{_sounds[pair & Mask]} {_sounds[pair >> (SoundBits / 2)]}";
    }

    private static byte[] Codes(string word) => [.. word.Where(char.IsAsciiLetterLower).Select(letter => (byte)(letter - 'a' + 1))];

    private static ulong Context(byte[] letters, int at, int level)
    {
        var (before, after) = s_neighbourhoods[level];
        var key = 0UL;
        for (var i = at - before; i <= at + after; i++)
        {
            key = (key << LetterBits) | (i >= 0 && i < letters.Length ? letters[i] : 0UL);
        }
        return key;
    }

    // An order that has nothing to do with spelling, and is the same everywhere.
    private static uint Scattered(string word) => word.Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619);
}
