using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.Fields;

/// <summary>Reads what was promised, one entry each: after "the action items are", after "I need to", and in the sentences that go on with a verb.</summary>
internal sealed class ActionReader(Memo memo)
{
    private readonly Boundaries _boundaries = new(memo);
    private readonly ActionSplitter _splitter = new(memo);
    private readonly List<Passage> _actions = [];

    public List<Passage> Read(TakenWords topics)
    {
        var promising = false;
        for (var i = 0; i < memo.Count; i++)
        {
            if (memo[i].StartsSentence && promising && !memo.Cues.Starts(i, CueKind.Oblige, CueKind.ActionHeader))
            {
                promising = false;
                if (Continued(i) is { } start)
                {
                    i = Body(start, new Span(i, start), 0.75) - 1;
                    promising = true;
                    continue;
                }
            }

            if (topics[i])
            {
                continue;
            }

            if (memo.Cues.At(i, CueKind.NoActions) is { } none)
            {
                i = none.End - 1;
            }
            else if (memo.Cues.At(i, CueKind.Cancel) is not null && _actions.Count > 0 && _actions[^1].Span.End >= i - 2)
            {
                _actions.RemoveAt(_actions.Count - 1);
            }
            else if (memo.Cues.At(i, CueKind.ActionHeader) is { } header)
            {
                i = Header(header) - 1;
                promising = true;
            }
            else if (memo.Cues.At(i, CueKind.Oblige) is { } oblige && _splitter.MayBegin(oblige.End) && !Denied(i) && !(memo.Cues.At(i, CueKind.Correction, CueKind.Aside) is { } said && said.End >= oblige.End))
            {
                i = Body(oblige.End, new Span(LeadStart(i), i), 0.85) - 1;
                promising = true;
            }
            else if (Others(i) is var (by, end))
            {
                _actions.Add(new Passage(_boundaries.Trim(new Span(i, end)), new Span(LeadStart(i), i), 0.7) { By = by });
                i = end - 1;
            }
            else if (Listed(i) || Promised(i))
            {
                i = Body(i, new Span(LeadStart(i), i), 0.75) - 1;
                promising = true;
            }
            else if (Bare(i))
            {
                i = Body(i, new Span(LeadStart(i), i), 0.6) - 1;
                promising = true;
            }
        }

        return _actions;
    }

    private int Header(CueHit header)
    {
        var at = header.End;
        if (at >= memo.Count || (memo[at].StartsSentence && Continued(at) is null))
        {
            return at;
        }

        if (memo.Cues.At(at, CueKind.Oblige) is { } oblige)
        {
            at = oblige.End;
        }

        return memo[at].StartsSentence ? at : Body(Continued(at) ?? at, new Span(LeadStart(header.Start), header.Start), 0.95);
    }

    private int LeadStart(int i)
    {
        var start = memo.SentenceStart(i, Math.Max(0, i - 12));
        return _actions.Count > 0 ? Math.Max(start, Math.Min(i, _actions[^1].Span.End)) : start;
    }

    /// <summary>The body from <paramref name="start"/>, cut into items; returns where it ends.</summary>
    private int Body(int start, Span lead, double strength)
    {
        var end = _boundaries.ActionEnd(start);
        var next = NextPromise(start, end);
        var first = true;
        foreach (var item in _splitter.Split(new Span(start, next)))
        {
            var trimmed = _boundaries.Trim(item);
            if (!trimmed.IsEmpty && (trimmed.Length > 1 || memo.Norm(trimmed.Start).Length > 4))
            {
                _actions.Add(first ? new Passage(trimmed, lead, strength) : new Passage(trimmed, new Span(item.Start, trimmed.Start), strength) { Opening = lead });
                first = false;
            }
        }

        return Math.Max(next, start + 1);
    }

    // "send Ann the tariff and for Bob I need to …": the second promise begins before its "I need to".
    private int NextPromise(int start, int end)
    {
        for (var i = start + 1; i < end; i++)
        {
            if (!memo.Cues.Starts(i, CueKind.Oblige, CueKind.ActionHeader) || (memo.Grammar.Subordinators.Contains(memo.Norm(i - 1)) && memo[i].Before == Break.None)
                || !_splitter.MayBegin(memo.Cues.At(i, CueKind.Oblige, CueKind.ActionHeader)!.Value.End))
            {
                continue;
            }

            for (var back = i; back > Math.Max(start, i - 5); back--)
            {
                if (memo[back].Before >= Break.Comma || memo.Grammar.And.Contains(memo.Norm(back))
                    || (!memo.Punctuated && memo.Grammar.Prepositions.Contains(memo.Norm(back)) && memo.Grammar.GivenNames.Contains(memo.Norm(back + 1))))
                {
                    return back;
                }
            }

            return i;
        }

        return end;
    }

    // "I don't need to call him": nothing is promised.
    private bool Denied(int i) => i > 0 && memo[i].Before == Break.None && memo.Grammar.Negations.Contains(memo.Norm(i - 1));

    // "And talk to the carrier", "Then send Pete the drawings", "Ah, y reservar mesa": connectives, then a verb.
    private int? Continued(int at)
    {
        var i = at;
        while (i < memo.Count && i - at < 4 && (i == at || memo[i].Before < Break.Question))
        {
            // "Visit two: …" begins another contact, "put it down as medium" is about the priority.
            if (NamesLevel(i) || (memo.Cues.At(i, CueKind.Section) is { Length: > 1 } next && memo.BreakBefore(next.End) >= Break.Comma))
            {
                return null;
            }

            if (_splitter.Begins(i, opened: true))
            {
                return i;
            }

            if (memo.Cues.At(i, CueKind.Section, CueKind.Aside) is { } connective)
            {
                i = connective.End;
            }
            else if (memo.IsStop(i) && !memo.Grammar.Determiners.Contains(memo.Norm(i)) && !memo.Grammar.Hedges.Contains(memo.Norm(i)))
            {
                i++;
            }
            else
            {
                return null;
            }
        }

        return null;
    }

    // "Ana will send us the drawings": somebody named, what promises, and a verb.
    private (Span By, int End)? Others(int i)
    {
        if (!(memo[i].Capital && memo.Cased || memo.Grammar.GivenNames.Contains(memo.Norm(i))) || memo.IsStop(i))
        {
            return null;
        }

        var name = i + 1;
        while (name - i < 3 && name < memo.Count && memo[name] is { Capital: true, Before: Break.None } && !memo.IsStop(name))
        {
            name++;
        }

        return memo.Cues.End(name, CueKind.OthersOblige) is > 0 and var verb && memo.BreakBefore(name) == Break.None && verb < memo.Count && memo[verb].Before == Break.None
            && (memo.Cues.Starts(verb, CueKind.Verb) && !memo.IsStop(verb) || memo.Grammar.IsInfinitive(memo.Norm(verb)))
            ? (new Span(i, name), NextPromise(verb, _boundaries.ActionEnd(verb))) : null;
    }

    // "On my plate: measure the line": whatever the heading, a list of verbs after a colon is one of things to do.
    private bool Listed(int i) => memo[i].Before == Break.Colon && _splitter.Begins(i, opened: true);

    // "Le enviaré el informe": a verb that promises by its form, first in what it says.
    private bool Promised(int i)
    {
        var afterPronoun = i > 0 && memo[i].Before == Break.None && memo.Grammar.ObjectWords.Contains(memo.Norm(i - 1)) && !memo.Grammar.Determiners.Contains(memo.Norm(i - 1))
            && memo.Grammar.IsPromiseAfterPronoun(memo[i].Text) && !memo.IsStop(i) && !memo.Cues.Starts(i + 1, CueKind.Priority);
        if (!afterPronoun && !memo.Grammar.IsPromise(memo[i].Text))
        {
            return false;
        }

        var before = i;
        while (before > 0 && memo[before].Before == Break.None && memo.Grammar.ObjectWords.Contains(memo.Norm(before - 1)))
        {
            before--;
        }

        return memo[before].Before >= Break.Comma || before == 0 || memo.Grammar.And.Contains(memo.Norm(before - 1)) || !memo.Punctuated || (afterPronoun && before > 1 && memo[before - 1].Capital);
    }

    // "Prospect, medium priority, send her the catalogue": an order to oneself right after another field.
    private bool Bare(int i)
    {
        if (memo.Cues.Starts(i, CueKind.HighHint, CueKind.MediumHint, CueKind.LowHint))
        {
            return false;
        }

        if (NamesLevel(i))
        {
            return false;
        }

        // "Send her the catalogue." is an order to oneself wherever it stands, "Call him" is, too; "Call with …" is not.
        if ((memo[i].StartsSentence || ForSomebody(i)) && i > 0 && memo.Cues.End(i, CueKind.Verb) is > 0 and var verb && !memo.IsStop(i)
            && (!memo.Cues.Starts(i, CueKind.NounVerb) || ForSomebody(i) || (memo.Grammar.ObjectWords.Contains(memo.Norm(verb)) && !memo.Grammar.Prepositions.Contains(memo.Norm(verb)) && memo.BreakBefore(verb) == Break.None))
            && verb < memo.Count && memo[verb].Before == Break.None && (memo.Grammar.ObjectWords.Contains(memo.Norm(verb)) || memo.Grammar.Determiners.Contains(memo.Norm(verb)) || memo[verb].Capital))
        {
            return true;
        }

        if (memo[i].Before != Break.Comma || !_splitter.Begins(i, opened: false) || memo[i].Capital)
        {
            return false;
        }

        var fragment = i - 1;
        while (fragment > Math.Max(0, i - 8) && memo[fragment].Before == Break.None)
        {
            fragment--;
        }

        return memo.Cues.In(new Span(fragment, i), CueKind.Priority, CueKind.Prospective, CueKind.Existing, CueKind.HighHint, CueKind.LowHint, CueKind.MediumHint).Count > 0;
    }

    // "Make that high", "put it down as medium."
    private bool NamesLevel(int i)
    {
        for (var ahead = i; ahead < Math.Min(memo.Count, i + 5) && (ahead == i || memo[ahead].Before < Break.Question); ahead++)
        {
            if (memo.Grammar.Level(memo.Norm(ahead)) != Contracts.V1.Priority.Unspecified && (ahead < i + 4 || memo.BreakBefore(ahead + 1) >= Break.Comma))
            {
                return true;
            }
        }

        return false;
    }

    // "For Bronagh, arrange a trial bed": a sentence begins with whom the order is for.
    private bool ForSomebody(int i)
    {
        if (memo[i].Before != Break.Comma)
        {
            return false;
        }

        var start = memo.SentenceStart(i, Math.Max(0, i - 4));
        return i - start is >= 2 and <= 4 && memo[start].StartsSentence && memo.Grammar.WeakAt.Contains(memo.Norm(start)) && memo[start + 1] is { Capital: true, Before: Break.None };
    }
}
