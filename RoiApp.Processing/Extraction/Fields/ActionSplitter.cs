using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.Fields;

/// <summary>Cuts "call the foundry, send the dates and ask finance" into its three parts, and leaves "the samples and the report" whole.</summary>
internal sealed class ActionSplitter(Memo memo)
{
    public IEnumerable<Span> Split(Span body)
    {
        var start = body.Start;
        for (var i = body.Start + 1; i < body.End; i++)
        {
            if (Connected(i, body.End) is { } verb)
            {
                yield return new Span(start, i);
                start = verb;
                i = verb;
            }
            else if (Unconnected(i))
            {
                yield return new Span(start, i);
                start = i;
            }
        }

        yield return new Span(start, body.End);
    }

    /// <summary>Whether something can be promised with the word at <paramref name="i"/>.</summary>
    public bool MayBegin(int i) => i < memo.Count && memo[i].Before < Break.Question && (Begins(i, opened: true) || !memo.IsStop(i)
        || (memo.Cues.Starts(i, CueKind.Verb) && i + 1 < memo.Count && memo[i + 1].Before == Break.None && (memo[i + 1].Capital || memo.Grammar.Determiners.Contains(memo.Norm(i + 1))))
        || (memo.Grammar.Determiners.Contains(memo.Norm(i)) && memo.Grammar.ObjectWords.Contains(memo.Norm(i - 1)) && !memo.IsStop(i + 1)));

    /// <summary>Whether an action item begins with the word at <paramref name="i"/>.</summary>
    /// <param name="i">The word.</param>
    /// <param name="opened">Whether a comma or a heading stands before it, so that a verb is likelier than a noun.</param>
    public bool Begins(int i, bool opened)
    {
        // "Put it at the bottom of the pile" says how urgent it is.
        if (i >= memo.Count || memo.Norm(i).Length < 2 || memo.Cues.Starts(i, CueKind.HighHint, CueKind.MediumHint, CueKind.LowHint))
        {
            return false;
        }

        if (memo.Grammar.IsInfinitive(memo.Norm(i)) || memo.Grammar.IsPromise(memo[i].Text))
        {
            return true;
        }

        var verb = memo.Cues.End(i, CueKind.Verb);
        if (verb == 0 || (verb == i + 1 && memo.Grammar.StopWords.Contains(memo.Norm(i))))
        {
            return false;
        }

        var ambiguous = memo.Cues.End(i, CueKind.NounVerb) == verb;
        return !ambiguous || ObjectFollows(verb) || (opened && verb < memo.Count && memo[verb].Before == Break.None
            && !memo[verb].Text.StartsWith('\'') && !memo.Grammar.And.Contains(memo.Norm(verb)) && !memo.Grammar.OfWords.Contains(memo.Norm(verb)));
    }

    private bool ObjectFollows(int i) =>
        i < memo.Count && memo[i].Before == Break.None
        && (memo.Grammar.Determiners.Contains(memo.Norm(i)) || memo.Grammar.ObjectWords.Contains(memo.Norm(i)) || memo.Grammar.Subordinators.Contains(memo.Norm(i)) || memo[i].Capital || memo[i].HasDigit
            || memo.Grammar.Numbers.Contains(memo.Norm(i)) || memo.Grammar.GivenNames.Contains(memo.Norm(i)));

    // After a comma or "and": connectives, perhaps "I need to" again, then a verb.
    private int? Connected(int i, int end)
    {
        var comma = memo[i].Before is Break.Comma or Break.Semicolon or Break.Dash;
        var strong = memo[i].Before == Break.Semicolon;
        if (!comma && !memo.Grammar.And.Contains(memo.Norm(i)))
        {
            return null;
        }

        var at = i;
        while (at < end && at - i < 4 && !Begins(at, comma) && (memo.IsStop(at) || memo.Cues.Starts(at, CueKind.Section, CueKind.Aside)) && !memo.Grammar.Determiners.Contains(memo.Norm(at)))
        {
            if (memo.Cues.At(at, CueKind.Oblige) is { } oblige && oblige.End < end)
            {
                return Begins(oblige.End, opened: true) ? oblige.End : null;
            }

            if (memo.Grammar.Subordinators.Contains(memo.Norm(at)))
            {
                return null;
            }

            at = Math.Max(at + 1, memo.Cues.At(at, CueKind.Section)?.End ?? 0);
        }

        if (at >= end)
        {
            return null;
        }

        if (memo.Cues.At(at, CueKind.Oblige) is { } again && again.End < end && Begins(again.End, opened: true))
        {
            return again.End;
        }

        return Begins(at, comma || strong) || UnknownVerb(at, end) ? at : null;
    }

    // "…, and nominate a deputy": a word of no table right before an article is hardly a noun.
    private bool UnknownVerb(int i, int end) =>
        i + 1 < end && memo[i + 1].Before == Break.None && !memo.IsStop(i) && !memo[i].Capital && !memo[i].HasDigit && !memo.Grammar.IsInfinitive(memo.Norm(i + 1))
        && memo.Grammar.Determiners.Contains(memo.Norm(i + 1)) && !memo.Norm(i).EndsWith('s');

    // A recogniser writes no commas: a verb that cannot belong to what stands before it begins the next item.
    private bool Unconnected(int i)
    {
        if (memo.Punctuated || memo[i].Before != Break.None)
        {
            return false;
        }

        var before = memo.Norm(i - 1);
        if (memo.IsStop(i - 1) && !memo.Grammar.ObjectWords.Contains(before) && !memo.Grammar.Closing.Contains(before) || memo.Grammar.IsInfinitive(before) || memo.Cues.Starts(i - 1, CueKind.Verb) && !memo.Cues.Starts(i - 1, CueKind.NounVerb))
        {
            return false;
        }

        if (memo.Grammar.IsInfinitive(memo.Norm(i)))
        {
            return true;
        }

        var verb = memo.Cues.End(i, CueKind.Verb);
        return verb > 0 && !memo.IsStop(i) && (ObjectFollows(verb) || (!memo.Cues.Starts(i, CueKind.NounVerb) && !memo.IsStop(verb))) && !(memo.Cues.Starts(i, CueKind.NounVerb) && !memo.Grammar.Determiners.Contains(memo.Norm(verb))
            && !memo.Grammar.ObjectWords.Contains(memo.Norm(verb)) && !memo.Grammar.GivenNames.Contains(memo.Norm(verb)));
    }
}
