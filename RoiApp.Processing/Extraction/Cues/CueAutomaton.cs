using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.Cues;

/// <summary>
/// All phrases of a grammar in one automaton over words. A phrase is words, <c>(a|b c)</c> for alternatives and <c>[a|b]</c> for optional ones;
/// the number of states is the number of words written, however many phrases they spell.
/// </summary>
internal sealed class CueAutomaton
{
    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<long, List<int>> _edges = [];
    private readonly List<ulong> _accepts = [0];

    /// <exception cref="FormatException">The phrase's brackets do not match, or a bracket touches a word.</exception>
    public void Add(CueKind kind, string phrase)
    {
        var at = 0;
        var ends = Sequence(phrase, ref at, [0]);
        if (at != phrase.Length || ends.Contains(0))
        {
            throw new FormatException($"The {kind} phrase \"{phrase}\" is not well formed: close every bracket, and leave at least one word that is not optional.");
        }

        foreach (var end in ends)
        {
            _accepts[end] |= 1UL << (int)kind;
        }
    }

    /// <summary>Calls <paramref name="found"/> for each phrase that begins at <paramref name="start"/>, shorter ones first.</summary>
    public void Match(IReadOnlyList<Token> tokens, int start, Action<int, ulong> found)
    {
        List<int> states = [0];
        for (var i = start; i < tokens.Count && states.Count > 0; i++)
        {
            if ((i > start && tokens[i].Before is Break.Sentence or Break.Colon) || !_words.TryGetValue(tokens[i].Norm, out var word))
            {
                return;
            }

            List<int> next = [];
            var kinds = 0UL;
            foreach (var state in states)
            {
                if (_edges.TryGetValue(Key(state, word), out var targets))
                {
                    foreach (var target in targets)
                    {
                        next.Add(target);
                        kinds |= _accepts[target];
                    }
                }
            }

            if (kinds != 0)
            {
                found(i + 1, kinds);
            }

            states = next;
        }
    }

    private List<int> Sequence(string phrase, ref int at, List<int> from)
    {
        while (at < phrase.Length && phrase[at] is not ('|' or ')' or ']'))
        {
            if (phrase[at] == ' ')
            {
                at++;
            }
            else if (phrase[at] is '(' or '[')
            {
                from = Alternatives(phrase, ref at, from);
            }
            else
            {
                var start = at;
                while (at < phrase.Length && phrase[at] is not (' ' or '(' or ')' or '[' or ']' or '|'))
                {
                    at++;
                }

                if (at < phrase.Length && phrase[at] is '(' or '[')
                {
                    throw new FormatException($"Leave a space before the bracket at {at} in \"{phrase}\".");
                }

                from = [Step(from, Folding.Fold(phrase.AsSpan(start, at - start)))];
            }
        }

        return from;
    }

    private List<int> Alternatives(string phrase, ref int at, List<int> from)
    {
        var close = phrase[at] == '(' ? ')' : ']';
        HashSet<int> ends = close == ']' ? [.. from] : [];
        do
        {
            at++;
            ends.UnionWith(Sequence(phrase, ref at, from));
        }
        while (at < phrase.Length && phrase[at] == '|');

        if (at >= phrase.Length || phrase[at] != close)
        {
            throw new FormatException($"A '{close}' is missing in \"{phrase}\".");
        }

        at++;
        return [.. ends];
    }

    private int Step(List<int> from, string word)
    {
        if (!_words.TryGetValue(word, out var id))
        {
            _words.Add(word, id = _words.Count);
        }

        _accepts.Add(0);
        var target = _accepts.Count - 1;
        foreach (var state in from)
        {
            var key = Key(state, id);
            if (_edges.TryGetValue(key, out var targets))
            {
                targets.Add(target);
            }
            else
            {
                _edges.Add(key, [target]);
            }
        }

        return target;
    }

    private static long Key(int state, int word) => ((long)state << 32) | (uint)word;
}
