using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Extraction.Fields;
using RoiApp.Processing.Extraction.People;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction;

/// <summary>Which part of the memo speaks of which contacts.</summary>
internal sealed class Sections
{
    private readonly Memo _memo;
    private readonly ContactNames _names;
    private readonly int[] _sectionOf;
    private readonly List<int> _starts;

    private Sections(Memo memo, ContactNames names, int[] sectionOf, List<int> starts) => (_memo, _names, _sectionOf, _starts) = (memo, names, sectionOf, starts);

    /// <param name="memo">The memo.</param>
    /// <param name="people">Contacts in the order of their introduction.</param>
    /// <param name="facts">Where something was said that is not an introduction.</param>
    public static Sections Of(Memo memo, IReadOnlyList<ContactDraft> people, IReadOnlyList<int> facts)
    {
        var sectionOf = new int[people.Count];
        List<int> starts = [0];
        for (var i = 1; i < people.Count; i++)
        {
            var start = StartOf(memo, people[i].Mention.Start, people[i - 1].Mention.End);
            var from = Math.Max(starts[^1], starts.Count == 1 ? people[0].Mention.Start : 0);
            // Nothing was said of the one before: both were introduced together and what follows holds for both.
            var together = people[i].Group == people[i - 1].Group || !facts.Any(f => f >= from && f < start);
            if (!together)
            {
                starts.Add(start);
            }

            sectionOf[i] = starts.Count - 1;
        }

        return new Sections(memo, new ContactNames(memo, people), sectionOf, starts);
    }

    /// <summary>Statements by contact: each holds for everybody of its section, unless it names one of them, or says "both".</summary>
    public List<T>[] Deal<T>(IEnumerable<T> statements, Func<T, (Span Span, Span Lead)> where)
    {
        var dealt = Empty<T>();
        foreach (var statement in statements)
        {
            var (span, lead) = where(statement);
            var named = _names.NamedIn(lead);
            var section = SectionAt(span.Start);
            var forAll = _starts.Count > 1 && SaysBoth(span, lead);
            for (var i = 0; i < dealt.Length; i++)
            {
                var another = named >= 0 && named != i && _sectionOf[named] == _sectionOf[i];
                if (!another && (forAll || _sectionOf[i] == section))
                {
                    dealt[i].Add(statement);
                }
            }
        }

        return dealt;
    }

    /// <summary>Action items by contact: each belongs to the one it names, else to the first of those it was said of.</summary>
    public List<Passage>[] DealActions(IEnumerable<Passage> actions)
    {
        var dealt = Empty<Passage>();
        foreach (var action in actions)
        {
            var owner = OwnerOf(action);
            var forAll = IsForAll(action);
            for (var i = 0; i < dealt.Length; i++)
            {
                if (i == owner || (forAll && _sectionOf[i] == _sectionOf[owner]))
                {
                    dealt[i].Add(action);
                }
            }
        }

        return dealt;
    }

    private List<T>[] Empty<T>() => [.. _sectionOf.Select(_ => new List<T>())];

    private int OwnerOf(Passage action)
    {
        var named = _names.NamedIn(action.Lead);
        named = named >= 0 ? named : _names.NamedIn(action.Span);
        named = named < 0 && action.Opening is { } opening ? _names.NamedIn(opening) : named;
        return named >= 0 ? named : Math.Max(0, Array.IndexOf(_sectionOf, SectionAt(action.Span.Start)));
    }

    /// <summary>Whether an action item is for everybody: "send them both the minutes".</summary>
    private bool IsForAll(Passage action)
    {
        for (var i = action.Span.Start; i < Math.Min(action.Span.End, action.Span.Start + 5); i++)
        {
            if (_memo.Grammar.BothWords.Contains(_memo.Norm(i)) && !_memo.Grammar.Numbers.Contains(_memo.Norm(i)) && _memo.Grammar.Determiners.Contains(_memo.Norm(i)))
            {
                return i + 1 >= action.Span.End || _memo.Grammar.StopWords.Contains(_memo.Norm(i + 1));
            }
        }

        return false;
    }

    private bool SaysBoth(Span span, Span lead)
    {
        for (var i = lead.Start; i < Math.Min(span.End, lead.Start + 4); i++)
        {
            if (_memo.Grammar.Plural.Contains(_memo.Norm(i)))
            {
                return true;
            }
        }

        return false;
    }

    private int SectionAt(int index)
    {
        var section = 0;
        while (section + 1 < _starts.Count && _starts[section + 1] <= index)
        {
            section++;
        }

        return section;
    }

    // A section begins with the sentence that introduces its contact; without full stops, with the introduction itself.
    private static int StartOf(Memo memo, int mention, int notBefore)
    {
        var start = memo.SentenceStart(mention, notBefore);
        if (memo.Punctuated)
        {
            return start;
        }

        for (var i = mention; i > Math.Max(start, mention - 6); i--)
        {
            if (memo.Cues.Starts(i, CueKind.Section, CueKind.Meet))
            {
                return i;
            }
        }

        return mention;
    }
}
