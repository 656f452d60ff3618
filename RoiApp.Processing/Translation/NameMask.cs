using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RoiApp.Processing.Translation;

/// <summary>
/// A text whose names stand as opaque words, so that no dictionary makes "Oaks" of "Robles", and terms of the glossary, so that none makes "tall
/// priority" of "prioridad alta"; and how to put the names and the terms' translations in their place.
/// </summary>
internal sealed partial class NameMask
{
    // Two letters that begin no word of either language, then a letter for each name.
    private const string Mark = "NQ";
    private const int MaxNames = 26 * 26;

    private static readonly FrozenSet<string> s_notNames = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        // Capitalised in English though they are no names.
        "I", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January", "February", "March", "April", "May", "June", "July",
        "August", "September", "October", "November", "December", "English", "Spanish",
        // Capitalised because a sentence begins with them.
        "A", "An", "And", "At", "But", "He", "Her", "His", "In", "It", "My", "On", "Our", "She", "So", "That", "The", "Their", "They", "This", "Today", "Tomorrow", "We",
        "With", "Yesterday", "Just", "Ayer", "Con", "De", "El", "Ella", "Ellos", "En", "Es", "Esta", "Este", "Hoy", "La", "Las", "Los", "Me", "Mi", "Nos", "Para", "Pero",
        "Por", "Que", "Se", "Su", "Sus", "También", "Un", "Una", "Y", "Yo", "Mañana", "Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo");

    private readonly List<string> _names = [];

    private NameMask(string text, Glossary? glossary)
    {
        Text = NameRun().Replace(text, match => Mask(text, match));
        // Names first: their marks are no words of any glossary.
        Text = glossary?.Replace(Text, (term, translation) => _names.Count == MaxNames ? term : Hide(translation)) ?? Text;
    }

    public string Text { get; }

    public static NameMask Apply(string text, Glossary? glossary = null) => new(text, glossary);

    public string Restore(string translated) => MaskedName().Replace(translated, match =>
    {
        var index = ((match.Groups[1].ValueSpan[0] - 'A') * 26) + match.Groups[1].ValueSpan[1] - 'A';
        return index < _names.Count ? _names[index] : match.Value;
    });

    private string Mask(string text, Match match)
    {
        var run = match.Value;
        var kept = "";
        while (Word().Match(run) is { Success: true } first && s_notNames.Contains(first.Value))
        {
            kept += run[..first.Length];
            run = run[first.Length..];
            var space = run.Length - run.TrimStart().Length;
            kept += run[..space];
            run = run[space..];
        }
        // In "Hablamos de la Clínica" the first capital is the sentence's.
        if (kept.Length == 0 && Joined().Match(run) is { Success: true } joined && BeginsSentence(text, match.Index))
        {
            kept = run[..joined.Length];
            run = run[joined.Length..];
        }
        // A lone capital at the start of a sentence says nothing.
        var alone = !run.Contains(' ', StringComparison.Ordinal);
        if (run.Length == 0 || _names.Count == MaxNames || (alone && kept.Length == 0 && BeginsSentence(text, match.Index)))
        {
            return match.Value;
        }
        return kept + Hide(run);
    }

    private string Hide(string restored)
    {
        _names.Add(restored);
        var index = _names.Count - 1;
        return string.Create(CultureInfo.InvariantCulture, $"{Mark}{(char)('A' + (index / 26))}{(char)('A' + (index % 26))}");
    }

    private static bool BeginsSentence(string text, int at)
    {
        var before = text.AsSpan(0, at).TrimEnd();
        return before.IsEmpty || before[^1] is '.' or '!' or '?' or '¿' or '¡' or ':' or '"';
    }

    // "Supermercados del Norte" is one name; in "Javier Robles de Acme" the little word is to be translated, so only a single word may stand before it.
    [GeneratedRegex(@"\b\p{Lu}[\p{L}'’&-]*(?: +(?:del|de la|de las|de los|of the|of) +\p{Lu}[\p{L}'’&-]*)?(?: +\p{Lu}[\p{L}'’&-]*)*")]
    private static partial Regex NameRun();

    [GeneratedRegex(@"^[^ ]+ +(?:del|de la|de las|de los|of the|of) +")]
    private static partial Regex Joined();

    [GeneratedRegex(@"^[^ ]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\bNQ([A-Z][A-Z])\b")]
    private static partial Regex MaskedName();
}
