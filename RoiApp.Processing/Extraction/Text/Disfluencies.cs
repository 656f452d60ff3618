using RoiApp.Processing.Extraction.Cues;

namespace RoiApp.Processing.Extraction.Text;

/// <summary>Takes out what people say without meaning it: fillers, false starts, asides, and what they correct a moment later.</summary>
internal static class Disfluencies
{
    public static List<Token> Remove(List<Token> tokens, Grammar grammar)
    {
        var kept = Without(tokens, Fillers(tokens, grammar));
        kept = Without(kept, Repetitions(kept, grammar));
        kept = Without(kept, new Corrections(kept, grammar).TakenBack(), replaced: true);
        return Without(kept, Asides(kept, grammar));
    }

    private static bool[] Fillers(List<Token> tokens, Grammar grammar)
    {
        var drop = new bool[tokens.Count];
        foreach (var hit in new CueMap(tokens, grammar.Automaton).In(new Span(0, tokens.Count), CueKind.Filler))
        {
            Mark(drop, hit.Span);
        }

        return drop;
    }

    // "and, uh, and the other one": the first "and" says nothing.
    private static bool[] Repetitions(List<Token> tokens, Grammar grammar)
    {
        var drop = new bool[tokens.Count];
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (RepeatedPhrase(tokens, i) is > 0 and var words)
            {
                Mark(drop, new Span(i, i + words));
                i += words - 1;
                continue;
            }

            drop[i] = tokens[i].Norm == tokens[i + 1].Norm && !tokens[i + 1].StartsSentence
                && grammar.StopWords.Contains(tokens[i].Norm) && !grammar.Numbers.Contains(tokens[i].Norm) && !grammar.Negations.Contains(tokens[i].Norm);
        }

        return drop;
    }

    // "the buyer, the buyer of recipes", "I have to, I have to", "Paloma, Paloma Arrieta".
    private static int RepeatedPhrase(List<Token> tokens, int at)
    {
        for (var words = 3; words >= 1; words--)
        {
            var same = at + (2 * words) < tokens.Count && (words > 1 || (tokens[at].Capital && tokens[at + 1].Capital && tokens[at].Text.Length > 1));
            for (var i = 0; same && i < words; i++)
            {
                same = tokens[at + i].Norm == tokens[at + words + i].Norm && !tokens[at + words + i].StartsSentence;
            }

            if (same)
            {
                return words;
            }
        }

        return 0;
    }

    // An aside stands between punctuation; where there is none, only one of several words is unmistakable.
    private static bool[] Asides(List<Token> tokens, Grammar grammar)
    {
        var drop = new bool[tokens.Count];
        var cues = new CueMap(tokens, grammar.Automaton);
        for (var i = 0; i < tokens.Count; i++)
        {
            var end = cues.End(i, CueKind.Aside);
            if (end == 0 || cues.Starts(i, CueKind.Existing, CueKind.Prospective))
            {
                continue;
            }

            var opened = tokens[i].Before != Break.None || (i > 0 && drop[i - 1]);
            var closed = end >= tokens.Count || tokens[end].Before != Break.None;
            if (opened && (closed || tokens[i].StartsSentence && cues.Starts(end, CueKind.Aside, CueKind.Meet, CueKind.Section, CueKind.Discuss, CueKind.Oblige)))
            {
                Mark(drop, new Span(i, end));
                i = end - 1;
            }
        }

        return drop;
    }

    private static void Mark(bool[] drop, Span span) => Array.Fill(drop, true, span.Start, span.Length);

    // What was punctuation before a word left out stands before the next one kept. What replaces other words stands where they stood:
    // the comma before "no, sorry" is no part of the sentence.
    private static List<Token> Without(List<Token> tokens, bool[] drop, bool replaced = false)
    {
        List<Token> kept = new(tokens.Count);
        var pending = Break.None;
        for (var i = 0; i < tokens.Count; i++)
        {
            var resumed = replaced && !drop[i] && i > 0 && drop[i - 1];
            var before = resumed || tokens[i].Before <= pending ? pending : tokens[i].Before;
            if (drop[i])
            {
                pending = replaced && i > 0 && drop[i - 1] ? pending : before;
                continue;
            }

            kept.Add(before == tokens[i].Before ? tokens[i] : tokens[i] with { Before = before });
            pending = Break.None;
        }

        return kept;
    }
}
