namespace RoiApp.Processing.Extraction.Dates;

/// <summary>
/// A way to say a date: words, <c>(a|b c)</c> for alternatives, <c>[a|b]</c> for optional ones, and <c>{number}</c> (cardinal or ordinal), <c>{ordinal}</c>, <c>{weekday}</c>, <c>{month}</c>,
/// <c>{unit}</c>, <c>{year}</c> for a word of the tables.
/// </summary>
internal sealed class DatePhrase
{
    private readonly List<string[]> _spellings;

    /// <exception cref="FormatException">A bracket is not closed.</exception>
    public DatePhrase(DateMeaning meaning, string notation)
    {
        Meaning = meaning;
        _spellings = [.. Spell(notation).Select(words => words.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 0)];
    }

    public DateMeaning Meaning { get; }

    /// <summary>The longest spelling that the words have at <paramref name="at"/>.</summary>
    public DateMatch? Match(DateTable table, IReadOnlyList<string> words, int at)
    {
        DateMatch? longest = null;
        foreach (var spelling in _spellings)
        {
            if (Match(table, spelling, words, at) is { } match && match.End > (longest?.End ?? at))
            {
                longest = match;
            }
        }

        return longest;
    }

    private DateMatch? Match(DateTable table, string[] spelling, IReadOnlyList<string> words, int start)
    {
        var match = new DateMatch(Meaning, start, start);
        foreach (var part in spelling)
        {
            if (match.End >= words.Count)
            {
                return null;
            }

            var word = words[match.End];
            DateMatch? next = part switch
            {
                "{number}" => table.NumberAt(words, match.End) is var (number, end) ? match with { Number = number, End = end } : null,
                "{ordinal}" => table.OrdinalAt(words, match.End) is var (ordinal, end) ? match with { Number = ordinal, End = end } : null,
                "{weekday}" => table.Weekday(word) is { } weekday ? match with { Weekday = weekday, End = match.End + 1 } : null,
                "{month}" => table.Month(word) is { } month ? match with { Month = month, End = match.End + 1 } : null,
                "{unit}" => table.Unit(word) is { } unit ? match with { Unit = unit, End = match.End + 1 } : null,
                "{year}" => word.Length == 4 && int.TryParse(word, out var year) && year is > 1990 and < 2200 ? match with { Year = year, End = match.End + 1 } : null,
                _ => part == word ? match with { End = match.End + 1 } : null,
            };
            if (next is not { } matched)
            {
                return null;
            }

            match = matched;
        }

        return match;
    }

    private static IEnumerable<string> Spell(string notation)
    {
        var open = notation.IndexOfAny(['(', '[']);
        if (open < 0)
        {
            return [notation];
        }

        var close = notation.IndexOf(notation[open] == '(' ? ')' : ']', open);
        if (close < 0)
        {
            throw new FormatException($"The date phrase \"{notation}\" has a bracket that is not closed.");
        }

        IEnumerable<string> choices = notation[(open + 1)..close].Split('|');
        choices = notation[open] == '[' ? choices.Append("") : choices;
        return choices.SelectMany(choice => Spell(notation[(close + 1)..]), (choice, rest) => $"{notation[..open]}{choice}{rest}");
    }
}

/// <summary>A date as said: words [Start, End) and what they name.</summary>
internal readonly record struct DateMatch(DateMeaning Meaning, int Start, int End)
{
    public int? Number { get; init; }

    public DayOfWeek? Weekday { get; init; }

    public int? Month { get; init; }

    public DateUnit? Unit { get; init; }

    public int? Year { get; init; }
}
