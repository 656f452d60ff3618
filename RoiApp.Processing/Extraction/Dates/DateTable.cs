using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.Dates;

/// <summary>The dates of one language, ready to look up.</summary>
internal sealed class DateTable
{
    private const string Prefix = "dates.";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly FrozenDictionary<string, int> _weekdays;
    private readonly FrozenDictionary<string, int> _months;
    private readonly FrozenDictionary<string, int> _numbers;
    private readonly FrozenDictionary<string, int> _ordinals;
    private readonly FrozenDictionary<string, DateUnit> _units;
    private readonly FrozenSet<string> _joiners;
    private readonly string[] _ordinalEndings;

    private DateTable(DateFile file)
    {
        Language = file.Language;
        _weekdays = ByWord(file.Weekdays);
        _months = ByWord(file.Months);
        _numbers = ByWord(file.Numbers);
        _ordinals = ByWord(file.Ordinals);
        _units = ByWord(file.Units);
        _joiners = Words(file.NumberJoiners);
        _ordinalEndings = file.OrdinalEndings;
        Deadlines = Words(file.Deadlines);
        NotBefore = Words(file.NotBefore);
        NotAfter = Words(file.NotAfter);
        AfterDay = Words(file.AfterDay);
        Phrases = [.. file.Phrases.SelectMany(p => p.Value, (p, notation) => new DatePhrase(p.Key, notation))];
    }

    /// <summary>One for each file, by language.</summary>
    public static IReadOnlyList<DateTable> All { get; } = Load();

    public string Language { get; }

    public IReadOnlyList<DatePhrase> Phrases { get; }

    public FrozenSet<string> Deadlines { get; }

    public FrozenSet<string> NotBefore { get; }

    public FrozenSet<string> NotAfter { get; }

    public FrozenSet<string> AfterDay { get; }

    public DayOfWeek? Weekday(string word) => _weekdays.TryGetValue(word, out var day) ? (DayOfWeek)(day % 7) : null;

    public int? Month(string word) => _months.TryGetValue(word, out var month) ? month : null;

    public DateUnit? Unit(string word) => _units.TryGetValue(word, out var unit) ? unit : null;

    /// <summary>A number at a word, in digits or words ("21st", "twenty first", "treinta y uno"), and where it ends.</summary>
    public (int Number, int End)? NumberAt(IReadOnlyList<string> words, int at) =>
        OrdinalAt(words, at) is { } ordinal ? ordinal
        : Digits(words[at]) is { } digits ? (digits, at + 1)
        : _numbers.TryGetValue(words[at], out var number) ? Ones(words, at, number, _numbers) is { } whole ? whole : (number, at + 1)
        : null;

    /// <summary>As <see cref="NumberAt"/>, for ordinal numbers only.</summary>
    public (int Number, int End)? OrdinalAt(IReadOnlyList<string> words, int at)
    {
        var word = words[at];
        if (Array.Find(_ordinalEndings, e => word.Length > e.Length && word.EndsWith(e, StringComparison.Ordinal)) is { } ending && Digits(word[..^ending.Length]) is { } digits)
        {
            return (digits, at + 1);
        }

        return _ordinals.TryGetValue(word, out var ordinal) ? (ordinal, at + 1) : _numbers.TryGetValue(word, out var tens) ? Ones(words, at, tens, _ordinals) : null;
    }

    // "twenty first", "treinta y uno".
    private (int Number, int End)? Ones(IReadOnlyList<string> words, int at, int tens, FrozenDictionary<string, int> table)
    {
        var next = at + 2 < words.Count && _joiners.Contains(words[at + 1]) ? at + 2 : at + 1;
        return tens is 20 or 30 && next < words.Count && table.TryGetValue(words[next], out var ones) && ones < 10 ? (tens + ones, next + 1) : null;
    }

    private static int? Digits(string word) => word.Length is > 0 and <= 3 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateTable[] Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        List<DateTable> tables = [];
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            tables.Add(new DateTable(JsonSerializer.Deserialize<DateFile>(stream, s_json) ?? throw new InvalidDataException($"The date table {resource} is empty.")));
        }

        return [.. tables];
    }

    private static FrozenDictionary<string, T> ByWord<T>(Dictionary<T, string> lines)
        where T : notnull =>
        lines.SelectMany(l => l.Value.Split(' '), (l, word) => (Word: Folding.Fold(word), l.Key)).ToFrozenDictionary(x => x.Word, x => x.Key, StringComparer.Ordinal);

    private static FrozenSet<string> Words(string[] lines) => lines.SelectMany(l => l.Split(' ')).Select(w => Folding.Fold(w)).ToFrozenSet(StringComparer.Ordinal);
}
