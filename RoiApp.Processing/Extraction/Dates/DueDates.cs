using System.Globalization;
using System.Text;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.Dates;

/// <summary>
/// Tells by when something is due: "by Friday", "el próximo martes", relative to the day of the recording. Whatever read the items; the words alone decide, and where
/// they leave it open ("next week", "in March", two days without a "by") there is no date.
/// </summary>
internal static class DueDates
{
    // An action item is a sentence; what is longer is a transcript gone wrong.
    private const int MaxWords = 200;

    /// <summary>Gives each action item of a report its date.</summary>
    /// <param name="report">The report, whose items are changed.</param>
    /// <param name="recordedOn">ISO date of the recording; empty or no date leaves the report as it is.</param>
    public static Report Resolve(Report report, string recordedOn)
    {
        if (DateOnly.TryParseExact(recordedOn, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var recorded))
        {
            foreach (var item in report.Contacts.SelectMany(c => c.ActionItems))
            {
                item.DueOn ??= Read(item.Text, report.Language, recorded)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            }
        }

        return report;
    }

    /// <param name="text">An action item.</param>
    /// <param name="language">BCP 47 tag of the memo; the other languages are tried after it ("mandarle el contrato by Friday").</param>
    /// <param name="recorded">The day of the recording.</param>
    public static DateOnly? Read(string text, string language, DateOnly recorded)
    {
        var words = Words(text);
        foreach (var table in DateTable.All.OrderByDescending(t => language.StartsWith(t.Language, StringComparison.OrdinalIgnoreCase)))
        {
            if (Read(words, table, recorded) is { } date)
            {
                return date;
            }
        }

        return null;
    }

    private static DateOnly? Read(List<string> words, DateTable table, DateOnly recorded)
    {
        List<(DateOnly Date, bool Deadline)> said = [];
        for (var i = 0; i < words.Count;)
        {
            var match = Longest(words, table, i);
            if (match is not { } found)
            {
                i++;
                continue;
            }

            i = found.End;
            if (!IsSomethingElse(words, table, found) && Day(found, recorded) is { } date)
            {
                var start = found.Start;
                said.Add((date, table.Deadlines.Contains(words[start]) || (start > 0 && table.Deadlines.Contains(words[start - 1])) || (start > 1 && table.Deadlines.Contains(words[start - 2]))));
            }
        }

        var deadlines = said.FindAll(s => s.Deadline);
        var dates = (deadlines.Count > 0 ? deadlines : said).Select(s => s.Date).Distinct().ToList();
        return dates is [var only] ? only : null;
    }

    private static DateMatch? Longest(List<string> words, DateTable table, int at)
    {
        DateMatch? longest = null;
        foreach (var phrase in table.Phrases)
        {
            if (phrase.Match(table, words, at) is { } match && match.End > (longest?.End ?? 0))
            {
                longest = match;
            }
        }

        return longest;
    }

    private static bool IsSomethingElse(List<string> words, DateTable table, DateMatch match) =>
        (match.Start > 0 && table.NotBefore.Contains(words[match.Start - 1]) && !table.Deadlines.Contains(words[match.Start]))
        || (match.End < words.Count && (table.NotAfter.Contains(words[match.End]) || (match.Meaning == DateMeaning.DayOfMonth && !table.AfterDay.Contains(words[match.End]))));

    private static DateOnly? Day(DateMatch match, DateOnly recorded)
    {
        var monday = recorded.AddDays(-(((int)recorded.DayOfWeek + 6) % 7));
        return match.Meaning switch
        {
            DateMeaning.Today => recorded,
            DateMeaning.Tomorrow => recorded.AddDays(1),
            DateMeaning.DayAfterTomorrow => recorded.AddDays(2),
            DateMeaning.After => After(match, recorded),
            DateMeaning.Fortnight => recorded.AddDays(14),
            DateMeaning.Weekday => recorded.AddDays(((int)match.Weekday!.Value - (int)recorded.DayOfWeek + 6) % 7 + 1),
            DateMeaning.WeekdayThisWeek => NotPast(InWeek(monday, match.Weekday!.Value), recorded),
            DateMeaning.WeekdayNextWeek => InWeek(monday.AddDays(7), match.Weekday!.Value),
            DateMeaning.DayOfMonth => NextDayOfMonth(match.Number!.Value, recorded),
            DateMeaning.Date => OfYear(match, recorded),
            DateMeaning.EndOfWeek => NotPast(monday.AddDays(4), recorded),
            DateMeaning.EndOfNextWeek => monday.AddDays(11),
            DateMeaning.EndOfMonth => LastOf(recorded.Year, recorded.Month),
            DateMeaning.EndOfNextMonth => LastOf(recorded.AddMonths(1).Year, recorded.AddMonths(1).Month),
            DateMeaning.EndOfNamedMonth => LastOf(match.Year ?? (match.Month < recorded.Month ? recorded.Year + 1 : recorded.Year), match.Month!.Value),
            DateMeaning.EndOfYear => new DateOnly(recorded.Year, 12, 31),
            _ => null,
        };
    }

    private static DateOnly? After(DateMatch match, DateOnly recorded)
    {
        var number = match.Number ?? 1;
        return number is < 1 or > 400 ? null : match.Unit switch
        {
            DateUnit.Day => recorded.AddDays(number),
            DateUnit.Week => recorded.AddDays(7 * number),
            DateUnit.Month => recorded.AddMonths(number),
            DateUnit.Year => recorded.AddYears(Math.Min(number, 50)),
            _ => null,
        };
    }

    private static DateOnly InWeek(DateOnly monday, DayOfWeek day) => monday.AddDays(((int)day + 6) % 7);

    private static DateOnly? NotPast(DateOnly date, DateOnly recorded) => date < recorded ? null : date;

    private static DateOnly LastOf(int year, int month) => new(year, month, DateTime.DaysInMonth(year, month));

    private static DateOnly? NextDayOfMonth(int day, DateOnly recorded)
    {
        if (day is < 1 or > 31)
        {
            return null;
        }

        // A month without that day is passed over: nobody means the 31st of June.
        for (var first = new DateOnly(recorded.Year, recorded.Month, 1); ; first = first.AddMonths(1))
        {
            if (day <= DateTime.DaysInMonth(first.Year, first.Month) && first.AddDays(day - 1) >= recorded)
            {
                return first.AddDays(day - 1);
            }
        }
    }

    private static DateOnly? OfYear(DateMatch match, DateOnly recorded)
    {
        var (day, month) = (match.Number!.Value, match.Month!.Value);
        for (var year = match.Year ?? recorded.Year; year <= (match.Year ?? recorded.Year + 8); year++)
        {
            if (day >= 1 && day <= DateTime.DaysInMonth(year, month) && (match.Year is not null || new DateOnly(year, month, day) >= recorded))
            {
                return new DateOnly(year, month, day);
            }
        }

        return null;
    }

    private static List<string> Words(string text)
    {
        List<string> words = [];
        var word = new StringBuilder();
        foreach (var c in Folding.Fold(text + " "))
        {
            if (char.IsLetterOrDigit(c))
            {
                word.Append(c);
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
                if (words.Count == MaxWords)
                {
                    break;
                }
            }
        }

        return words;
    }
}
