using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.People;

/// <summary>In a memo that introduces nobody by a phrase that the grammar knows: the first full name that is no company's and in no promise.</summary>
internal sealed class UnannouncedPerson(Memo memo, MentionReader mentions, Promises promises)
{
    private const int Within = 80;

    public ContactDraft? Find()
    {
        if (!memo.Cased)
        {
            return null;
        }

        for (var i = 0; i < Math.Min(memo.Count, Within); i++)
        {
            if (!memo[i].Capital || mentions.Names.Read(i, anchored: false) is not { Length: > 1 } name)
            {
                continue;
            }

            var sure = memo.Grammar.GivenNames.Contains(memo.Norm(name.Start));
            var apposed = memo[i].Before >= Break.Comma && memo.BreakBefore(name.End) >= Break.Comma && !memo[i].StartsSentence;
            if ((sure || apposed) && !promises.Holds(i) && !memo.Cues.Starts(Math.Max(0, i - 1), CueKind.At) && !InNotMet(i) && !mentions.Companies.LooksLikeCompany(name))
            {
                var (people, end) = mentions.Read(i, 0, anchored: false);
                return people.Count == 0 || people[0].Name is null ? null : With(people[0], i, end);
            }

            i = name.End - 1;
        }

        return null;
    }

    private static ContactDraft With(ContactDraft person, int start, int end)
    {
        person.Mention = new Span(start, end);
        person.Strength = 0.55;
        return person;
    }

    private bool InNotMet(int i) => memo.Cues.In(new Span(memo.SentenceStart(i, Math.Max(0, i - 6)), i), CueKind.NotMet, CueKind.Discuss).Count > 0;
}
