namespace RoiApp.Api.Search.Terms;

/// <summary>
/// The Snowball project's stemmer for Spanish, on words without accents: people search without them. Two things follow: the past tense "-ió" cannot
/// be told from "-io" (precio), so that it is no suffix and a final i is dropped instead; and endings are listed without accents.
/// </summary>
internal static class SpanishStemmer
{
    private static readonly string[] s_pronouns = LongestFirst("me se sela selo selas selos la le lo las les los nos");
    private static readonly string[] s_verbsWithPronoun = LongestFirst("ando iendo ar er ir");
    private static readonly string[] s_plain = LongestFirst("anza anzas ico ica icos icas ismo ismos able ables ible ibles ista istas oso osa osos osas amiento amientos imiento imientos");
    private static readonly string[] s_doing = LongestFirst("adora ador acion adoras adores aciones ante antes ancia ancias");
    private static readonly string[] s_y = LongestFirst("ya ye yan yen yeron yendo yo yas yes yais yamos");
    private static readonly string[] s_verbs = LongestFirst(
        "arian arias aran aras ariais aria areis ariamos aremos ara are erian erias eran eras eriais eria ereis eriamos eremos era ere "
        + "irian irias iran iras iriais iria ireis iriamos iremos ira ire aba ada ida ia iera ad ed id ase iese aste iste an aban ian ieran asen iesen "
        + "aron ieron ado ido ando iendo ar er ir as abas adas idas ias ieras ases ieses is ais abais iais arais ierais aseis ieseis asteis isteis ados idos "
        + "amos abamos iamos imos aramos ieramos iesemos asemos");

    private static readonly string[] s_weakVerbs = LongestFirst("en es eis emos");
    private static readonly string[] s_residual = LongestFirst("os a o i");

    /// <param name="word">Folded: lower case without accents.</param>
    public static string Stem(string word)
    {
        if (word.Length < 3 || !char.IsAsciiLetter(word[0]))
        {
            return word;
        }
        var (rv, r1, r2) = Regions(word);
        var stem = WithoutPronoun(word, rv);
        var shorter = Standard(stem, r1, r2);
        if (shorter == stem)
        {
            shorter = Verb(stem, rv);
        }
        return Residual(shorter, rv);
    }

    private static string WithoutPronoun(string word, int rv)
    {
        if (Ending(word, rv, s_pronouns) is { } pronoun && Ending(word[..^pronoun.Length], rv, s_verbsWithPronoun) is not null)
        {
            return word[..^pronoun.Length];
        }
        return word;
    }

    private static string Standard(string word, int r1, int r2)
    {
        if (Ending(word, r1, "amente") is { } adverb)
        {
            var stem = word[..^adverb.Length];
            return Ending(stem, r2, "ativ", "iv", "os", "ic", "ad") is { } before ? stem[..^before.Length] : stem;
        }
        if (Ending(word, r2, s_plain) is { } plain)
        {
            return word[..^plain.Length];
        }
        return Drop(s_doing, "ic") ?? Put("log", "logia", "logias") ?? Put("u", "ucion", "uciones") ?? Put("ente", "encia", "encias")
            ?? Drop(["mente"], "ante", "able", "ible") ?? Drop(["idades", "idad"], "abil", "ic", "iv") ?? Drop(["ivas", "ivos", "iva", "ivo"], "at") ?? word;

        string? Drop(string[] endings, params string[] before)
        {
            if (Ending(word, r2, endings) is not { } ending)
            {
                return null;
            }
            var stem = word[..^ending.Length];
            return Ending(stem, r2, before) is { } further ? stem[..^further.Length] : stem;
        }

        string? Put(string by, params string[] endings) => Ending(word, r2, endings) is { } ending ? word[..^ending.Length] + by : null;
    }

    private static string Verb(string word, int rv)
    {
        if (Ending(word, rv, s_y) is { } y && word[..^y.Length] is [.., 'u'])
        {
            return word[..^y.Length];
        }
        var (strong, weak) = (Ending(word, rv, s_verbs), Ending(word, rv, s_weakVerbs));
        if (strong is not null && strong.Length >= (weak?.Length ?? 0))
        {
            return word[..^strong.Length];
        }
        return weak is null ? word : WithoutSilentU(word[..^weak.Length]);
    }

    private static string Residual(string word, int rv)
    {
        if (word is [.. var before, 'e'] && before.Length >= rv)
        {
            word = WithoutSilentU(before);
        }
        else if (Ending(word, rv, s_residual) is { } ending)
        {
            word = word[..^ending.Length];
        }
        return word.Length > Math.Max(rv, 3) && word[^1] == 'i' ? word[..^1] : word;
    }

    // "pague" and "pago" are of one verb.
    private static string WithoutSilentU(string stem) => stem is [.., 'g', 'u'] ? stem[..^1] : stem;

    /// <summary>Where the regions begin in which a suffix may be cut.</summary>
    private static (int Rv, int R1, int R2) Regions(string word)
    {
        var r1 = AfterVowelAndConsonant(word, 0);
        var rv = (IsVowel(word[0]), IsVowel(word[1])) switch
        {
            (_, false) => Next(word, 2, vowel: true),
            (true, true) => Next(word, 2, vowel: false),
            _ => 3,
        };
        return (rv, r1, AfterVowelAndConsonant(word, r1));
    }

    private static int AfterVowelAndConsonant(string word, int from)
    {
        var i = Next(word, from, vowel: true);
        return Next(word, i, vowel: false);
    }

    /// <summary>The place after the next vowel, or consonant; the end where there is none.</summary>
    private static int Next(string word, int from, bool vowel)
    {
        for (var i = from; i < word.Length; i++)
        {
            if (IsVowel(word[i]) == vowel)
            {
                return i + 1;
            }
        }
        return word.Length;
    }

    private static string? Ending(string word, int region, params string[] longestFirst) =>
        longestFirst.FirstOrDefault(e => word.Length - e.Length >= region && word.EndsWith(e, StringComparison.Ordinal));

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u';

    private static string[] LongestFirst(string endings) => [.. endings.Split(' ').OrderByDescending(e => e.Length)];
}
