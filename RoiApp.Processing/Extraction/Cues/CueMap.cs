using System.Numerics;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.Cues;

/// <summary>A phrase of the grammar found in the memo.</summary>
internal readonly record struct CueHit(CueKind Kind, int Start, int End)
{
    public Span Span => new(Start, End);

    public int Length => End - Start;
}

/// <summary>Where which phrases of the grammar begin in a memo, the longest of each kind at each word.</summary>
internal sealed class CueMap
{
    private readonly CueHit[][] _hits;
    private readonly ulong _kinds;

    public CueMap(IReadOnlyList<Token> tokens, CueAutomaton automaton)
    {
        _hits = new CueHit[tokens.Count][];
        var ends = new int[64];
        for (var start = 0; start < tokens.Count; start++)
        {
            var seen = 0UL;
            automaton.Match(tokens, start, (end, kinds) =>
            {
                seen |= kinds;
                for (; kinds != 0; kinds &= kinds - 1)
                {
                    ends[BitOperations.TrailingZeroCount(kinds)] = end;
                }
            });

            _kinds |= seen;
            _hits[start] = seen == 0 ? [] : new CueHit[BitOperations.PopCount(seen)];
            for (var i = 0; seen != 0; seen &= seen - 1, i++)
            {
                var kind = BitOperations.TrailingZeroCount(seen);
                _hits[start][i] = new CueHit((CueKind)kind, start, ends[kind]);
            }
        }
    }

    /// <summary>One past the last word of the phrase of this kind that begins at <paramref name="index"/>, or 0.</summary>
    public int End(int index, CueKind kind)
    {
        if (index < _hits.Length)
        {
            foreach (var hit in _hits[index])
            {
                if (hit.Kind == kind)
                {
                    return hit.End;
                }
            }
        }

        return 0;
    }

    /// <summary>The longest phrase of any of these kinds that begins at <paramref name="index"/>.</summary>
    public CueHit? At(int index, params ReadOnlySpan<CueKind> kinds)
    {
        CueHit? longest = null;
        if (index < _hits.Length)
        {
            foreach (var hit in _hits[index])
            {
                if (kinds.Contains(hit.Kind) && hit.End > (longest?.End ?? 0))
                {
                    longest = hit;
                }
            }
        }

        return longest;
    }

    public bool Starts(int index, params ReadOnlySpan<CueKind> kinds) => At(index, kinds) is not null;

    /// <summary>Whether there is a phrase of this kind anywhere.</summary>
    public bool AnyOf(CueKind kind) => (_kinds & (1UL << (int)kind)) != 0;

    /// <summary>Phrases of these kinds within a span, from left to right, the longest where they overlap.</summary>
    public List<CueHit> In(Span span, params ReadOnlySpan<CueKind> kinds)
    {
        List<CueHit> hits = [];
        for (var i = span.Start; i < span.End;)
        {
            if (At(i, kinds) is { } hit)
            {
                hits.Add(hit);
                i = hit.End;
            }
            else
            {
                i++;
            }
        }

        return hits;
    }
}
