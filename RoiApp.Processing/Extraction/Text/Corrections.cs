using RoiApp.Contracts.V1;
using RoiApp.Processing.Extraction.Cues;

namespace RoiApp.Processing.Extraction.Text;

/// <summary>
/// Finds words that the speaker replaced: "on Monday, no wait, on Tuesday". The repair tells what it replaces by beginning with a word
/// that was said just before, or by being of the same sort (number, weekday, name).
/// </summary>
internal sealed class Corrections(List<Token> tokens, Grammar grammar)
{
    private const int Reach = 9;
    private const int RepairsTried = 3;
    private const int MostInARow = 6;
    private const int MostSwapped = 3;
    private readonly CueMap _cues = new(tokens, grammar.Automaton);
    private readonly bool[] _drop = new bool[tokens.Count];

    public bool[] TakenBack()
    {
        for (var i = 1; i < tokens.Count; i++)
        {
            var strong = _cues.End(i, CueKind.Correction);
            var retract = _cues.End(i, CueKind.Retract);
            var bare = _cues.End(i, CueKind.BareCorrection);
            if (strong == 0 && retract == 0 && bare == 0)
            {
                continue;
            }

            var end = AfterAllCorrections(Math.Max(Math.Max(strong, retract), bare));
            var sure = strong > 0 || retract > 0 || end > bare;
            if ((Replaced(i, end, sure) ?? (strong > 0 && end < tokens.Count ? ShortFragment(i, end) : null)) is { } span)
            {
                Array.Fill(_drop, true, span.Start, span.Length);
                i = span.End - 1;
            }
            else if (retract > 0 && !HasLevel(Math.Max(0, i - Reach), i))
            {
                var start = i;
                while (start > 0 && !tokens[start].StartsSentence && !_drop[start - 1])
                {
                    start--;
                }

                Array.Fill(_drop, true, start, end - start);
            }
        }

        return _drop;
    }

    private int AfterAllCorrections(int end)
    {
        for (var more = 0; more < MostInARow && _cues.At(end, CueKind.Correction, CueKind.BareCorrection, CueKind.Aside) is { } next && tokens[end].Before < Break.Question; more++)
        {
            end = next.End;
        }

        return end;
    }

    private Span? Replaced(int cue, int afterCue, bool sure)
    {
        var repair = afterCue;
        for (var tried = 0; repair < tokens.Count && tried < (sure ? RepairsTried : 1); tried++)
        {
            var end = FragmentEnd(repair);
            if (HasLevel(Math.Max(0, cue - 4), cue) && HasLevel(repair, Math.Min(end, repair + 4)))
            {
                return null; // Two priorities: the reader of priorities knows better which one stands.
            }

            if (!IsStatement(repair, end) && Reparandum(cue, repair, end, sure) is { } from)
            {
                return LosesName(from, cue, repair, end) ? null : new Span(from, repair);
            }

            if (end < tokens.Count && tokens[end].StartsSentence)
            {
                return null;
            }

            repair = end;
        }

        return null;
    }

    // "asphalt, no, sorry, concrete sealant": a few words between commas stand for as many before.
    private Span? ShortFragment(int cue, int repair)
    {
        var end = FragmentEnd(repair);
        if (tokens[cue].Before < Break.Comma || tokens[repair].Before < Break.Comma || end - repair > MostSwapped || IsStatement(repair, end)
            || end < tokens.Count && tokens[end].Before == Break.None)
        {
            return null;
        }

        var start = cue;
        while (start > 0 && cue - start <= MostSwapped && (start == cue || tokens[start].Before == Break.None) && !grammar.StopWords.Contains(tokens[start - 1].Norm) && !_drop[start - 1] && !Ends(start))
        {
            start--;
        }

        return start < cue && cue - start <= MostSwapped && !LosesName(start, cue, repair, end) ? new Span(start, repair) : null;

        // What announces the field is no part of it.
        bool Ends(int i) => Enumerable.Range(Math.Max(0, i - 4), Math.Min(4, i)).Any(s => _cues.At(s, CueKind.Discuss, CueKind.Want, CueKind.Oblige, CueKind.Meet, CueKind.At, CueKind.RoleIntro) is { } hit && hit.End == i);
    }

    private int FragmentEnd(int start)
    {
        var end = start + 1;
        while (end < tokens.Count && end - start < Reach && tokens[end].Before == Break.None)
        {
            end++;
        }

        return end;
    }

    // "Monday's a holiday" and "not head of" explain; they replace nothing.
    private bool IsStatement(int start, int end)
    {
        if (_cues.Starts(start, CueKind.Clause, CueKind.RoleIntro, CueKind.Meet, CueKind.Discuss, CueKind.Oblige, CueKind.ActionHeader))
        {
            return true;
        }

        if (grammar.Negations.Contains(tokens[start].Norm) || grammar.Negations.Contains(tokens[end - 1].Norm) || grammar.Others.Contains(tokens[end - 1].Norm))
        {
            return true;
        }

        return start + 1 < end && grammar.Copulas.Contains(tokens[start + 1].Norm);
    }

    private int? Reparandum(int cue, int repair, int end, bool sure)
    {
        var from = Math.Max(0, cue - Reach);
        for (var i = cue - 1; i >= from; i--)
        {
            if (tokens[i].StartsSentence)
            {
                from = i;
            }
        }

        return Repeated(cue, repair, end, from, sure) ?? OfTheSameSort(cue, repair, from, sure);
    }

    private int? Repeated(int cue, int repair, int end, int from, bool sure)
    {
        for (var j = repair; j < Math.Min(end, repair + 3); j++)
        {
            var content = !grammar.StopWords.Contains(tokens[j].Norm);
            if (j > repair && !content)
            {
                continue;
            }

            for (var k = cue - 1; k >= from; k--)
            {
                if (tokens[k].Norm != tokens[j].Norm || _drop[k] || (!sure && !content && tokens[cue].Before == Break.None))
                {
                    continue;
                }

                if (j > repair && IsName(k) && IsName(repair))
                {
                    return NameStart(k, from);
                }

                for (var back = j - repair; back > 0 && k > from && !grammar.StopWords.Contains(tokens[k - 1].Norm) && tokens[k].Before == Break.None; back--)
                {
                    k--;
                }

                return k;
            }
        }

        return null;
    }

    private int? OfTheSameSort(int cue, int repair, int from, bool sure)
    {
        var nearest = sure ? from : Math.Max(from, cue - 2);
        Func<int, bool> sort = IsNumber(repair) ? IsNumber : IsDay(repair) ? IsDay : IsName;
        if (!sort(repair))
        {
            return null;
        }

        for (var k = cue - 1; k >= nearest; k--)
        {
            if (sort(k) && !_drop[k])
            {
                return IsDay(k) || IsNumber(k) ? k : NameStart(k, from);
            }
        }

        return null;
    }

    private int NameStart(int k, int from)
    {
        while (k > from && tokens[k].Before == Break.None
            && (IsName(k - 1) || (k - 1 > from && tokens[k - 1].Before == Break.None && IsName(k - 2) && grammar.OfWords.Contains(tokens[k - 1].Norm))))
        {
            k -= IsName(k - 1) ? 1 : 2;
        }

        return k;
    }

    private bool HasLevel(int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (grammar.Level(tokens[i].Norm) != Priority.Unspecified)
            {
                return true;
            }
        }

        return false;
    }

    private bool LosesName(int from, int cue, int repair, int end)
    {
        for (var i = repair; i < end; i++)
        {
            if (IsName(i))
            {
                return false;
            }
        }

        for (var i = from; i < cue; i++)
        {
            if (IsName(i) && !IsDay(i))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsNumber(int i) => tokens[i].HasDigit || grammar.Numbers.Contains(tokens[i].Norm);

    private bool IsDay(int i) => grammar.Weekdays.Contains(tokens[i].Norm);

    private bool IsName(int i) => tokens[i].Capital && !grammar.StopWords.Contains(tokens[i].Norm);
}
