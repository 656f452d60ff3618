using System.Globalization;

namespace RoiApp.Processing.Transcription.MemoModel;

/// <summary>Rules by which people speak memos; makes up as many as are asked for. The file explains its own form in its first lines; a rule may be added to later.</summary>
internal sealed class MemoGrammar
{
    /// <summary>The word that stands for a pause.</summary>
    public const string Pause = "/";

    private readonly Dictionary<string, Rule> _rules = new(StringComparer.Ordinal);

    private readonly HashSet<string> _lists;

    /// <exception cref="FormatException">A rule is not there, or a line is not of the form.</exception>
    public MemoGrammar(IEnumerable<string> lines, IReadOnlyDictionary<string, IReadOnlyList<string>> lists)
    {
        _lists = lists.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var (name, words) in lists)
        {
            // Zipf's law, flattened: a rare name is still worth hearing.
            _rules[name] = new Rule([.. words.Select((word, rank) => new Alternative(1 / Math.Sqrt(rank + 10), [new Word(word)]))]);
        }
        var alternatives = new List<Alternative>();
        foreach (var line in lines.Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (!line.StartsWith("  ", StringComparison.Ordinal))
            {
                var name = line.TrimEnd(':');
                if (!_rules.TryGetValue(name, out var rule))
                {
                    _rules.Add(name, rule = new Rule([]));
                }
                alternatives = rule.Alternatives;
                continue;
            }
            var text = line.Trim();
            var weight = text.Split(' ', 2) is [var first, var rest] && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? (Value: number, Text: rest)
                : (Value: 1, Text: text);
            alternatives.Add(new Alternative(weight.Value, Parse(weight.Text)));
        }
        foreach (var rule in _rules.Values)
        {
            rule.Close();
        }
        if (_rules.Values.SelectMany(rule => rule.References()).FirstOrDefault(name => !_rules.ContainsKey(name)) is { } unknown)
        {
            throw new FormatException($"The grammar of memos has no rule '{unknown}'.");
        }
    }

    /// <summary>Every word that any rule can say.</summary>
    public IEnumerable<string> Words => WordsOf(_rules.Values);

    /// <summary>Those that are written in the rules themselves, without the lists and without the rules that are named.</summary>
    public IEnumerable<string> RuleWordsBut(params IReadOnlyCollection<string> rules) => WordsOf(_rules.Where(rule => !_lists.Contains(rule.Key) && !rules.Contains(rule.Key)).Select(rule => rule.Value));

    /// <summary>What the alternatives of a rule can end with.</summary>
    public IEnumerable<string> LastWordsOf(string rule) => _rules[rule].LastWords();

    private static IEnumerable<string> WordsOf(IEnumerable<Rule> rules) => rules.SelectMany(rule => rule.Words()).Where(word => word != Pause).Distinct(StringComparer.Ordinal);

    /// <summary>One more memo, as words and pauses.</summary>
    public List<string> Speak(Random random)
    {
        var words = new List<string>();
        Say("memo", random, words);
        return words;
    }

    private void Say(string rule, Random random, List<string> words)
    {
        foreach (var part in _rules[rule].Choose(random))
        {
            Say(part, random, words);
        }
    }

    private void Say(Part part, Random random, List<string> words)
    {
        switch (part)
        {
            case Word word:
                words.Add(word.Text);
                break;
            case Reference reference:
                Say(reference.Rule, random, words);
                break;
            case Choice choice:
                foreach (var chosen in choice.Among[random.Next(choice.Among.Count)])
                {
                    Say(chosen, random, words);
                }
                break;
        }
    }

    private static List<Part> Parse(string text)
    {
        var parts = new List<Part>();
        for (var at = 0; at < text.Length;)
        {
            switch (text[at])
            {
                case ' ':
                    at++;
                    break;
                case '<':
                    var end = IndexOf(text, '>', at);
                    parts.Add(new Reference(text[(at + 1)..end]));
                    at = end + 1;
                    break;
                case '{':
                    var choices = new List<List<Part>>();
                    do
                    {
                        var begin = at + 1;
                        at = EndOfChoice(text, begin);
                        choices.Add(Parse(text[begin..at]));
                    }
                    while (text[at] == '|');
                    parts.Add(new Choice(choices));
                    at++;
                    break;
                default:
                    var space = text.IndexOfAny([' ', '<', '{'], at);
                    space = space < 0 ? text.Length : space;
                    parts.Add(new Word(text[at..space]));
                    at = space;
                    break;
            }
        }
        return parts;
    }

    // Choices may stand within choices.
    private static int EndOfChoice(string text, int from)
    {
        var depth = 0;
        for (var at = from; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '|' or '}' when depth == 0:
                    return at;
                case '{':
                    depth++;
                    break;
                case '}':
                    depth--;
                    break;
            }
        }
        throw new FormatException($"'{text}' has no '}}'.");
    }

    private static int IndexOf(string text, char closing, int from) =>
        text.IndexOf(closing, from) is >= 0 and var at ? at : throw new FormatException($"'{text}' has no '{closing}'.");

    private abstract record Part;

    private sealed record Word(string Text) : Part;

    private sealed record Reference(string Rule) : Part;

    private sealed record Choice(IReadOnlyList<List<Part>> Among) : Part;

    private sealed record Alternative(double Weight, List<Part> Parts);

    private sealed class Rule(List<Alternative> alternatives)
    {
        private double[] _upTo = [];

        public List<Alternative> Alternatives => alternatives;

        public void Close()
        {
            var sum = 0.0;
            _upTo = [.. alternatives.Select(alternative => sum += alternative.Weight)];
        }

        public List<Part> Choose(Random random)
        {
            var at = Array.BinarySearch(_upTo, random.NextDouble() * _upTo[^1]);
            return alternatives[at < 0 ? ~at : at].Parts;
        }

        public IEnumerable<string> References() => Flat().OfType<Reference>().Select(reference => reference.Rule);

        public IEnumerable<string> Words() => Flat().OfType<Word>().Select(word => word.Text);

        public IEnumerable<string> LastWords() => alternatives.SelectMany(alternative => LastWords(alternative.Parts)).Distinct(StringComparer.Ordinal);

        private static IEnumerable<string> LastWords(List<Part> parts) => parts is [.., var last]
            ? last is Word word ? [word.Text] : last is Choice choice ? choice.Among.SelectMany(LastWords) : []
            : [];

        private IEnumerable<Part> Flat() => alternatives.SelectMany(alternative => Flat(alternative.Parts));

        private static IEnumerable<Part> Flat(IEnumerable<Part> parts) => parts.SelectMany(part => part is Choice choice ? choice.Among.SelectMany(Flat) : [part]);
    }
}
