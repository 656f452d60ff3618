using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;

namespace RoiApp.Processing.Translation;

/// <summary>Terms of the domain with the translation that they must have, a file per pair of languages: <c>Glossaries/es-en.tsv</c>.</summary>
internal sealed class Glossary
{
    private static readonly ConcurrentDictionary<(string From, string To), Glossary> s_all = new();

    private readonly Dictionary<string, string> _terms;
    private readonly Regex? _any;

    private Glossary(Dictionary<string, string> terms)
    {
        _terms = terms;
        // The longest first: "high priority client" before "high priority". Literals and white space only: time grows with the text and no faster.
        var either = string.Join('|', terms.Keys.OrderByDescending(term => term.Length).Select(term => Regex.Escape(term).Replace(@"\ ", @"\s+", StringComparison.Ordinal)));
        _any = terms.Count == 0 ? null : new Regex($@"(?<![\p{{L}}\p{{N}}])(?:{either})(?![\p{{L}}\p{{N}}])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Compiled);
    }

    /// <summary>The glossary of a pair, by primary tags; one without terms where there is no file.</summary>
    public static Glossary For(string from, string to) => s_all.GetOrAdd((LanguageTag.Primary(from), LanguageTag.Primary(to)), pair => new Glossary(Load(pair.From, pair.To)));

    /// <summary>All terms, lower case, with their translations.</summary>
    public IReadOnlyDictionary<string, string> Terms => _terms;

    /// <summary>The terms that a text holds, as it has them, with their translations.</summary>
    public IReadOnlyDictionary<string, string> TermsIn(string text)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Replace(text, (term, translation) =>
        {
            found[term] = translation;
            return term;
        });
        return found;
    }

    /// <param name="with">Is given each term as the text has it, and its translation with the term's capital; tells what to put in its place.</param>
    public string Replace(string text, Func<string, string, string> with) => _any is null ? text : _any.Replace(text, match =>
    {
        var translation = _terms[WhiteSpace(match.Value).ToLowerInvariant()];
        return with(match.Value, char.IsUpper(match.Value[0]) ? char.ToUpperInvariant(translation[0]) + translation[1..] : translation);
    });

    private static string WhiteSpace(string term) => string.Join(' ', term.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static Dictionary<string, string> Load(string from, string to)
    {
        var terms = new Dictionary<string, string>(StringComparer.Ordinal);
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"glossary.{from}-{to}.tsv");
        if (stream is null)
        {
            return terms;
        }
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line.StartsWith('#'))
            {
                continue;
            }
            if (line.Split('\t') is not [{ Length: > 0 } term, { Length: > 0 } translation])
            {
                throw new InvalidDataException($"The glossary {from}-{to} has a line that is not a term, a tab and its translation: {line}");
            }
            terms.Add(term, translation);
        }
        return terms;
    }
}
