namespace RoiApp.Processing.Extraction.Dates;

/// <summary>How one language says dates: a file under Extraction/Dates/Tables.</summary>
internal sealed class DateFile
{
    /// <summary>BCP 47 primary tag.</summary>
    public required string Language { get; init; }

    /// <summary>Names of the days, by 1 (Monday) to 7 (Sunday); a list of words is one line, words between blanks.</summary>
    public Dictionary<int, string> Weekdays { get; init; } = [];

    public Dictionary<int, string> Months { get; init; } = [];

    /// <summary>Cardinal numbers in words.</summary>
    public Dictionary<int, string> Numbers { get; init; } = [];

    public Dictionary<int, string> Ordinals { get; init; } = [];

    /// <summary>Words between the parts of a number: "twenty and one".</summary>
    public string[] NumberJoiners { get; init; } = [];

    /// <summary>What follows the digits of an ordinal: "th".</summary>
    public string[] OrdinalEndings { get; init; } = [];

    /// <summary>Words of <c>day</c>, <c>week</c>, <c>month</c> and <c>year</c>.</summary>
    public Dictionary<DateUnit, string> Units { get; init; } = [];

    /// <summary>Words before a date that make it a deadline: of several dates, the one that counts.</summary>
    public string[] Deadlines { get; init; } = [];

    /// <summary>Words before a date that make it something else: "the invoice from 3 May", "every Monday", "Black Friday".</summary>
    public string[] NotBefore { get; init; } = [];

    /// <summary>Words after a date that make it past: "el lunes pasado".</summary>
    public string[] NotAfter { get; init; } = [];

    /// <summary>Words that may follow a day without its month: "by the 14th and then", but not "by the 14th floor".</summary>
    public string[] AfterDay { get; init; } = [];

    /// <summary>Phrases by what they mean; see <see cref="DatePhrase"/> for the notation.</summary>
    public Dictionary<DateMeaning, string[]> Phrases { get; init; } = [];
}

internal enum DateUnit
{
    Day,
    Week,
    Month,
    Year,
}

/// <summary>What a phrase says of the day meant, relative to the day of the recording.</summary>
internal enum DateMeaning
{
    Today,
    Tomorrow,
    DayAfterTomorrow,
    /// <summary>In {number} {unit}s; one where no number is said.</summary>
    After,
    /// <summary>In two weeks.</summary>
    Fortnight,
    /// <summary>The first such {weekday} after the day of the recording.</summary>
    Weekday,
    /// <summary>The {weekday} of the week of the recording.</summary>
    WeekdayThisWeek,
    /// <summary>The {weekday} of the week after.</summary>
    WeekdayNextWeek,
    /// <summary>The next day of a month with that {number}.</summary>
    DayOfMonth,
    /// <summary>The {number} of {month}, in the {year} said or else the next one.</summary>
    Date,
    /// <summary>Friday.</summary>
    EndOfWeek,
    EndOfNextWeek,
    EndOfMonth,
    EndOfNextMonth,
    /// <summary>The last day of the {month} said.</summary>
    EndOfNamedMonth,
    EndOfYear,
}
