using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Extraction.People;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.Fields;

/// <summary>Reads what was talked about, verbatim, from the phrase that announces it to where the next statement begins.</summary>
internal sealed class DiscussionReader(Memo memo)
{
    private const int MostSubjectWords = 25;

    private readonly Boundaries _boundaries = new(memo);

    public List<Passage> Read(IReadOnlyList<ContactDraft> people)
    {
        List<Passage> topics = [];
        var covered = 0;
        for (var i = 0; i < memo.Count; i++)
        {
            if (i < covered)
            {
                continue;
            }

            if (memo.Cues.End(i, CueKind.NoTopic) is > 0 and var none)
            {
                // "He mentioned wind, but we never got into that."
                if (topics.Count > 0 && topics[^1].Span.Start >= memo.SentenceStart(i) && topics[^1].Strength < 0.8)
                {
                    topics.RemoveAt(topics.Count - 1);
                }

                covered = none;
                continue;
            }

            // "The renewal was the only item."
            if (memo.Cues.At(i, CueKind.Discussed) is { } said && Before(said, Math.Max(covered, memo.SentenceStart(i, Math.Max(0, i - MostSubjectWords - 1)))) is { } subject)
            {
                topics.Add(subject);
                covered = said.End;
                continue;
            }

            if (Topic(i, people) is { } topic)
            {
                if (topics.Count > 0 && Restarted(topics[^1], topic))
                {
                    topics.RemoveAt(topics.Count - 1);
                }

                topics.Add(topic);
                covered = topic.Span.End;
            }
        }

        return topics;
    }

    private Passage? Topic(int i, IReadOnlyList<ContactDraft> people)
    {
        var discuss = i > 0 && memo.Cues.End(i - 1, CueKind.Meet) > i ? 0 : memo.Cues.End(i, CueKind.Discuss);
        var want = memo.Cues.End(i, CueKind.Want);
        var strength = discuss >= want && discuss > 0 ? 0.9 : 0.7;
        var at = Math.Max(discuss, want);
        if (at == 0 && memo.Cues.End(i, CueKind.About) is > 0 and var about && people.Any(p => p.Mention.End == i))
        {
            (at, strength) = (about, 0.85);
        }

        if (at == 0 || at >= memo.Count || memo[at].Before == Break.Sentence || _boundaries.LevelStarts(at) || people.Any(p => p.Mention.Contains(i) && p.Mention.End > at))
        {
            return null;
        }

        if (strength < 0.8 && (i > 0 && (memo.Grammar.Subordinators.Contains(memo.Norm(i - 1)) && memo[i].Before == Break.None && !memo.Grammar.And.Contains(memo.Norm(i - 2))) || memo.Grammar.Because.Contains(memo.Norm(i))))
        {
            return null;
        }

        var span = _boundaries.Trim(new Span(at, _boundaries.TopicEnd(at)));
        if (span.IsEmpty || (strength < 0.8 && IsPronoun(span.Start)))
        {
            return null;
        }

        return new Passage(span, memo.Lead(i), strength);
    }

    private Passage? Before(CueHit said, int start)
    {
        for (var i = said.Start; i > start; i--)
        {
            if (memo[i].Before is Break.Semicolon or Break.Colon || memo.Cues.Starts(i, CueKind.Clause, CueKind.Meet, CueKind.RoleIntro))
            {
                return null;
            }
        }

        var span = _boundaries.Trim(new Span(start, said.Start));
        return span.IsEmpty || span.Length > MostSubjectWords || IsPronoun(span.Start) || memo.Cues.Starts(span.Start, CueKind.Clause, CueKind.Oblige, CueKind.Meet) ? null : new Passage(span, new Span(said.Start, said.End), 0.8);
    }

    private bool IsPronoun(int i) => memo.IsStop(i) && !memo.Grammar.Determiners.Contains(memo.Norm(i)) && !memo.Grammar.Prepositions.Contains(memo.Norm(i)) && !memo.Grammar.Subordinators.Contains(memo.Norm(i));

    // "We talked about, well, she told me of her holiday, anyway, we talked about trailers": the first start led nowhere.
    private bool Restarted(Passage before, Passage now) =>
        memo.SentenceStart(now.Span.Start) <= before.Span.Start && memo[before.Span.Start].Before >= Break.Comma && now.Span.Start > before.Span.Start;
}
