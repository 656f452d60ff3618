using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.People;

/// <summary>Reads what is told of somebody named before: "Rocío is the medical director and Iván the administrator".</summary>
internal sealed class Restatement(Memo memo, MentionReader mentions, List<ContactDraft> people)
{
    /// <summary>Adds position and company to the contact named at <paramref name="i"/>; returns where the statement ends, or 0.</summary>
    public int At(int i)
    {
        if (people.Count == 0 || !Begins(i) || Named(i) is not var (person, after) || person.Mention.Contains(i) || after >= memo.Count || memo[after].Before != Break.None)
        {
            return 0;
        }

        var copula = memo.Grammar.Copulas.Contains(memo.Norm(after));
        var at = copula ? after + 1 : after;
        if (person.Position is null && (copula || memo.Grammar.Determiners.Contains(memo.Norm(at))) && mentions.Roles.Read(at, announced: copula, person.Company is not null) is { } role)
        {
            person.Position = role;
            if (memo.Cues.End(role.End, CueKind.At) is > 0 and var of && mentions.Companies.Read(of) is { } company)
            {
                person.Company ??= company;
                return company.End;
            }

            return role.End;
        }

        return 0;
    }

    private bool Begins(int i) =>
        memo[i].Before >= Break.Comma || i == 0 || memo.Grammar.And.Contains(memo.Norm(i - 1)) || !memo.Punctuated || memo[i].Capital;

    private (ContactDraft Person, int After)? Named(int i)
    {
        foreach (var person in people)
        {
            if (person.Name is not { } name || name.Contains(i) || memo.Norm(name.Start) != memo.Norm(i))
            {
                continue;
            }

            var after = i + 1;
            while (after < memo.Count && after - i < name.Length && memo[after].Before == Break.None && memo.Norm(after) == memo.Norm(name.Start + after - i))
            {
                after++;
            }

            return (person, after);
        }

        return null;
    }
}
