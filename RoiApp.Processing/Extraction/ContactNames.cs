using RoiApp.Processing.Extraction.People;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction;

/// <summary>Tells which contact some words name, by given name or surname.</summary>
internal sealed class ContactNames(Memo memo, IReadOnlyList<ContactDraft> people)
{
    /// <returns>The contact's place, or -1 when the words name none or more than one.</returns>
    public int NamedIn(Span words)
    {
        var named = -1;
        for (var i = 0; i < people.Count; i++)
        {
            if (people[i].Name is { } name && !name.Overlaps(words) && Names(name, words))
            {
                if (named >= 0)
                {
                    return -1;
                }

                named = i;
            }
        }

        return named;
    }

    private bool Names(Span name, Span words)
    {
        for (var i = words.Start; i < words.End; i++)
        {
            if (memo.Norm(i) == memo.Norm(name.Start) || (name.Length > 1 && memo.Norm(i) == memo.Norm(name.End - 1)))
            {
                return true;
            }
        }

        return false;
    }
}
