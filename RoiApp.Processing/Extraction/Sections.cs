using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Extraction.Fields;
using RoiApp.Processing.Extraction.People;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction;

/// <summary>Which part of the memo speaks of which contacts.</summary>
internal sealed class Sections
{
    private readonly Memo _memo;
    private readonly int[] _sectionOf;
    private readonly List<int> _starts;

    private Sections(Memo memo, int[] sectionOf, List<int> starts) => (_memo, _sectionOf, _starts) = (memo, sectionOf, starts);

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

        return new Sections(memo, sectionOf, starts);
    }

    /// <summary>Whether a statement holds for a contact.</summary>
    public Func<Span, Span, bool> For(int person, ContactNames names) => (span, lead) =>
    {
        var named = names.NamedIn(lead);
        if (named >= 0 && named != person && _sectionOf[named] == _sectionOf[person])
        {
            return false;
        }

        return SectionAt(span.Start) == _sectionOf[person] || (_starts.Count > 1 && IsPlural(span, lead));
    };

    /// <summary>The contact an action item belongs to: the one it names, else the first of those it was said of.</summary>
    public int OwnerOf(Passage action, ContactNames names)
    {
        var named = names.NamedIn(action.Lead);
        named = named >= 0 ? named : names.NamedIn(action.Span);
        if (named >= 0)
        {
            return named;
        }

        return Math.Max(0, Array.IndexOf(_sectionOf, SectionAt(action.Span.Start)));
    }

    public bool SameGroup(int one, int other) => _sectionOf[one] == _sectionOf[other];

    /// <summary>Whether an action item is for everybody: "send them both the minutes".</summary>
    public bool IsForAll(Passage action)
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

    private bool IsPlural(Span span, Span lead)
    {
        for (var i = lead.Start; i < Math.Min(span.End, lead.Start + 4); i++)
        {
            if (_memo.Norm(i) is "both" or "ambos" or "ambas")
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
