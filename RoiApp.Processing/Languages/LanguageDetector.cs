namespace RoiApp.Processing.Languages;

/// <summary>Tells the language of a text by its small words and its letters; a line of speech is enough, capitals and punctuation are not needed.</summary>
internal static class LanguageDetector
{
    /// <summary>What <see cref="Detect"/> answers for a text that does not tell.</summary>
    public const string Undetermined = "und";

    // A word that only one language uses all the time says as much as six groups of letters.
    private const double WordWeight = 3;
    private const double GramWeight = 0.5;
    private const int LongestGram = 6;
    private const int LongestWord = 32;

    // Evidence at which a one-sided text is believed by half: a single small word is a hint, three are proof.
    private const double HalfSure = 2;
    private const double LeastEvidence = 1;

    /// <summary>The language of a text of any length; the first 20,000 characters decide.</summary>
    public static LanguageGuess Detect(string text)
    {
        var evidence = Weigh(text);
        var total = evidence.Sum();
        if (total < LeastEvidence)
        {
            return new LanguageGuess(Undetermined, 0);
        }

        var best = Array.IndexOf(evidence, evidence.Max());
        var lead = evidence[best] - evidence.Where((_, i) => i != best).DefaultIfEmpty().Max();
        return lead <= 0 ? new LanguageGuess(Undetermined, 0) : new LanguageGuess(LanguageTable.All[best].Language, lead / total * (total / (total + HalfSure)));
    }

    /// <summary>Each language's share of the words that belong to one language alone, the largest first.</summary>
    public static IReadOnlyList<LanguageShare> Shares(string text)
    {
        var tables = LanguageTable.All;
        var counts = new int[tables.Count];
        foreach (var word in Words(text))
        {
            var only = -1;
            for (var i = 0; i < tables.Count; i++)
            {
                if (tables[i].Words.Contains(word))
                {
                    only = only == -1 ? i : -2;
                }
            }

            if (only >= 0)
            {
                counts[only]++;
            }
        }

        var total = Math.Max(1, counts.Sum());
        return [.. tables.Select((t, i) => new LanguageShare(t.Language, (double)counts[i] / total)).OrderByDescending(s => s.Share)];
    }

    private static double[] Weigh(string text)
    {
        var tables = LanguageTable.All;
        var evidence = new double[tables.Count];
        foreach (var word in Words(text.Length > 20_000 ? text[..20_000] : text))
        {
            var known = tables.Count(t => t.Words.Contains(word));
            var edged = $"_{word}_";
            for (var i = 0; i < tables.Count; i++)
            {
                if (known < tables.Count && tables[i].Words.Contains(word))
                {
                    evidence[i] += WordWeight;
                }

                evidence[i] += GramWeight * Grams(edged, tables[i]) / edged.Length;
            }
        }

        return evidence;
    }

    private static int Grams(string edged, LanguageTable table)
    {
        var lookup = table.Grams.GetAlternateLookup<ReadOnlySpan<char>>();
        var found = 0;
        for (var start = 0; start < edged.Length; start++)
        {
            for (var length = 1; length <= LongestGram && start + length <= edged.Length; length++)
            {
                found += lookup.Contains(edged.AsSpan(start, length)) ? 1 : 0;
            }
        }

        return found;
    }

    private static IEnumerable<string> Words(string text)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && (char.IsLetter(text[i]) || (text[i] is '\'' or '’' && start >= 0)))
            {
                start = start < 0 ? i : start;
            }
            else if (start >= 0)
            {
                if (i - start <= LongestWord)
                {
                    yield return text[start..i].ToLowerInvariant().Replace('’', '\'').TrimEnd('\'');
                }

                start = -1;
            }
        }
    }
}
