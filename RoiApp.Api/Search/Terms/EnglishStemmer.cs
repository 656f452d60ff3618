namespace RoiApp.Api.Search.Terms;

/// <summary>Porter's stemmer for English (M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980).</summary>
internal static class EnglishStemmer
{
    private static readonly (string Suffix, string By)[] s_step2 =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("abli", "able"), ("alli", "al"), ("entli", "ent"), ("eli", "e"),
        ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"),
        ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
    ];

    private static readonly (string Suffix, string By)[] s_step3 =
        [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

    private static readonly string[] s_step4 =
        ["ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ion", "ism", "ate", "iti", "ous", "ive", "ize", "al", "er", "ic", "ou"];

    /// <param name="word">Folded: lower case without accents.</param>
    public static string Stem(string word)
    {
        if (word.Length < 3 || !char.IsAsciiLetter(word[0]))
        {
            return word;
        }
        word = Participle(Plural(word));
        if (word is [.., 'y'] && HasVowel(word[..^1]))
        {
            word = word[..^1] + "i";
        }
        word = Replace(Replace(word, s_step2), s_step3);
        word = Derived(word);
        return Tidy(word);
    }

    private static string Plural(string word) => word switch
    {
        [.. var stem, 's', 's', 'e', 's'] => stem + "ss",
        [.. var stem, 'i', 'e', 's'] => stem + "i",
        [.., 's', 's'] => word,
        [.. var stem, 's'] => stem,
        _ => word,
    };

    private static string Participle(string word)
    {
        if (word.EndsWith("eed", StringComparison.Ordinal))
        {
            return Measure(word[..^3]) > 0 ? word[..^1] : word;
        }
        var stem = word.EndsWith("ed", StringComparison.Ordinal) ? word[..^2] : word.EndsWith("ing", StringComparison.Ordinal) ? word[..^3] : null;
        return stem switch
        {
            null => word,
            _ when !HasVowel(stem) => word,
            [.., 'a', 't'] or [.., 'b', 'l'] or [.., 'i', 'z'] => stem + "e",
            _ when EndsDouble(stem) && stem[^1] is not ('l' or 's' or 'z') => stem[..^1],
            _ when Measure(stem) == 1 && EndsShort(stem) => stem + "e",
            _ => stem,
        };
    }

    private static string Replace(string word, (string Suffix, string By)[] rules)
    {
        // The longest that fits decides, whether or not it may be replaced.
        var (suffix, by) = rules.Where(r => word.EndsWith(r.Suffix, StringComparison.Ordinal)).OrderByDescending(r => r.Suffix.Length).FirstOrDefault();
        return suffix is not null && Measure(word[..^suffix.Length]) > 0 ? word[..^suffix.Length] + by : word;
    }

    private static string Derived(string word)
    {
        var suffix = s_step4.Where(s => word.EndsWith(s, StringComparison.Ordinal)).MaxBy(s => s.Length);
        return suffix is not null && Measure(word[..^suffix.Length]) > 1 && (suffix != "ion" || word[..^3] is [.., 's' or 't']) ? word[..^suffix.Length] : word;
    }

    private static string Tidy(string word)
    {
        if (word is [.. var stem, 'e'] && (Measure(stem) > 1 || (Measure(stem) == 1 && !EndsShort(stem))))
        {
            word = stem;
        }
        return word is [.., 'l', 'l'] && Measure(word[..^1]) > 1 ? word[..^1] : word;
    }

    /// <summary>How often a vowel is followed by a consonant.</summary>
    private static int Measure(string stem)
    {
        var (count, afterVowel) = (0, false);
        for (var i = 0; i < stem.Length; i++)
        {
            var vowel = IsVowel(stem, i);
            count += afterVowel && !vowel ? 1 : 0;
            afterVowel = vowel;
        }
        return count;
    }

    private static bool HasVowel(string stem) => Enumerable.Range(0, stem.Length).Any(i => IsVowel(stem, i));

    private static bool EndsDouble(string stem) => stem.Length > 1 && stem[^1] == stem[^2] && !IsVowel(stem, stem.Length - 1);

    /// <summary>Consonant, vowel, consonant, as in "hop": there the silent e belongs to the word.</summary>
    private static bool EndsShort(string stem) => stem.Length > 2 && !IsVowel(stem, stem.Length - 3) && IsVowel(stem, stem.Length - 2)
        && !IsVowel(stem, stem.Length - 1) && stem[^1] is not ('w' or 'x' or 'y');

    private static bool IsVowel(string word, int at) => word[at] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => true,
        'y' => at > 0 && !IsVowel(word, at - 1),
        _ => false,
    };
}
