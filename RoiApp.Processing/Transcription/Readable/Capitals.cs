namespace RoiApp.Processing.Transcription.Readable;

/// <summary>Writes names large, as far as lists and the words around them tell that they are names.</summary>
internal static class Capitals
{
    private const int NameWordsAtMost = 3;
    private const int CompanyWordsAtMost = 4;

    /// <param name="words">As recognised, in lower case; written over.</param>
    /// <param name="contacts">Names and companies of earlier reports, written as they were there.</param>
    public static void Write(string[] words, ReadableRules rules, IReadOnlyList<WrittenName> contacts)
    {
        var plain = (string[])words.Clone();
        for (var at = 0; at < plain.Length; at++)
        {
            var word = plain[at];
            if (rules.Fixed.TryGetValue(word, out var written))
            {
                words[at] = written;
            }
            else if (rules.Capitals.Contains(word) || (rules.LateMonths.Contains(word) && at > 0 && rules.BeforeMonths.Contains(plain[at - 1])))
            {
                words[at] = Large(word);
            }
        }
        for (var at = 0; at < plain.Length; at++)
        {
            if (NameAt(plain, at, rules) is > 0 and var length)
            {
                WriteName(words, plain, at, length, rules);
                at += length;
                at += CompanyAfter(words, plain, at, rules);
                at--;
            }
            else if (rules.CompanyCues.Contains(plain[at]))
            {
                at += WriteTrade(words, plain, at + 1, rules);
            }
        }
        foreach (var contact in contacts)
        {
            for (var at = 0; at + contact.Spoken.Count <= plain.Length; at++)
            {
                if (contact.Spoken.SequenceEqual(plain.AsSpan(at, contact.Spoken.Count).ToArray()))
                {
                    contact.Written.CopyTo(words, at);
                }
            }
        }
    }

    public static string Large(string word) => word.Length == 0 || char.IsUpper(word[0]) ? word : string.Concat(char.ToUpperInvariant(word[0]).ToString(), word.AsSpan(1));

    private static int NameAt(string[] words, int at, ReadableRules rules)
    {
        if (rules.Never.Contains(words[at]) || rules.NameEnds.Contains(words[at]))
        {
            return 0;
        }
        if (AfterCue(words, at, rules))
        {
            var length = 1;
            while (length <= NameWordsAtMost && at + length < words.Length && !rules.NameEnds.Contains(words[at + length]))
            {
                length++;
            }
            var named = rules.GivenNames.Contains(words[at]) || rules.FamilyNames.Contains(words[at]);
            var isName = length <= NameWordsAtMost && at + length < words.Length && (named || (length > 1 && !words[at..(at + length)].All(rules.CommonWords.Contains)));
            return isName ? length : named ? Listed(words, at, rules, sure: true) : 0;
        }
        return Listed(words, at, rules, sure: false);
    }

    private static int Listed(string[] words, int at, ReadableRules rules, bool sure)
    {
        var given = rules.GivenNames.Contains(words[at]) && (sure || !rules.CommonWords.Contains(words[at]));
        var family = at + 1 < words.Length && rules.FamilyNames.Contains(words[at + 1]) && !rules.NameEnds.Contains(words[at + 1]);
        return given ? family ? 2 : 1 : rules.FamilyNames.Contains(words[at]) && !rules.CommonWords.Contains(words[at]) ? 1 : 0;
    }

    private static bool AfterCue(string[] words, int at, ReadableRules rules) =>
        rules.NameCues.Any(cue => at >= cue.Length && words.AsSpan(at - cue.Length, cue.Length).SequenceEqual(cue));

    private static void WriteName(string[] words, string[] plain, int at, int length, ReadableRules rules)
    {
        for (var i = at; i < at + length; i++)
        {
            words[i] = rules.SmallInNames.Contains(plain[i]) ? plain[i] : Large(plain[i]);
        }
    }

    // "... from northwind logistics who is": after somebody's name, up to where the sentence goes on.
    private static int CompanyAfter(string[] words, string[] plain, int at, ReadableRules rules)
    {
        if (at >= plain.Length || !rules.CompanyCues.Contains(plain[at]) || at + 1 >= plain.Length || rules.Never.Contains(plain[at + 1]))
        {
            return 0;
        }
        var length = 0;
        while (length <= CompanyWordsAtMost && at + 1 + length < plain.Length
            && (!EndsCompany(plain, at + 1 + length, rules) || (length == 1 && IsPartners(plain, at + 2, rules))))
        {
            length++;
        }
        if (length is 0 or > CompanyWordsAtMost)
        {
            return WriteTrade(words, plain, at + 1, rules) is > 0 and var trade ? trade + 1 : 0;
        }
        WriteName(words, plain, at + 1, length, rules);
        return length + 1;
    }

    private static bool EndsCompany(string[] words, int at, ReadableRules rules) =>
        rules.CompanyEnds.Contains(words[at]) || rules.EndOfCompany.Any(phrase => at + phrase.Length <= words.Length && words.AsSpan(at, phrase.Length).SequenceEqual(phrase));

    private static bool IsPartners(string[] words, int at, ReadableRules rules) =>
        at + 1 < words.Length && rules.SmallInNames.Contains(words[at]) && (rules.FamilyFirms.Contains(words[at + 1]) || rules.FamilyNames.Contains(words[at + 1]));

    // "... at granite construction": words that end in what companies do, with nothing before them that a thing would have. "The planner for copper kettle": where
    // somebody works, how it begins is enough.
    private static int WriteTrade(string[] words, string[] plain, int at, ReadableRules rules)
    {
        if (at >= plain.Length || rules.Never.Contains(plain[at]) || rules.CompanyEnds.Contains(plain[at]))
        {
            return 0;
        }
        var works = at > 1 && rules.Workplaces.Contains(plain[at - 1]) && rules.Roles.Contains(plain[at - 2]);
        var begins = rules.FamilyNames.Contains(plain[at]) || !rules.CommonWords.Contains(plain[at]);
        var mayBegin = (works || rules.Places.Contains(plain[at - 1])) && rules.CompanyWords.Contains(plain[at]);
        for (var length = 2; length <= CompanyWordsAtMost && at + length <= plain.Length; length++)
        {
            var ends = at + length == plain.Length || EndsCompany(plain, at + length, rules);
            if (rules.CompanyEnds.Contains(plain[at + length - 1]))
            {
                return 0;
            }
            if (ends && (rules.Trades.Contains(plain[at + length - 1]) ? begins || mayBegin : works && mayBegin))
            {
                WriteName(words, plain, at, length, rules);
                return length;
            }
        }
        return 0;
    }
}
