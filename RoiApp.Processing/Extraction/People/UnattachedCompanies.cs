using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.People;

/// <summary>Finds the company of somebody whose introduction does not name it.</summary>
/// <param name="memo">The memo.</param>
/// <param name="reader">Reads a company's name.</param>
/// <param name="people">Everybody met.</param>
/// <param name="companies">Companies visited, in the order said.</param>
internal sealed class UnattachedCompanies(Memo memo, CompanyReader reader, List<ContactDraft> people, List<Span> companies)
{
    private readonly Promises _promises = new(memo);

    // A company said beside the introduction ("Visit to Acme. Anna Lee showed me round"), else one that stands alone ("So, Acme Energy.").
    public Span? For(ContactDraft person)
    {
        var next = people.Where(p => p.Mention.Start > person.Mention.Start).Select(p => p.Mention.Start).DefaultIfEmpty(memo.Count).Min();
        var first = person == people[0] || people.Where(p => p.Mention.Start < person.Mention.Start).All(p => p.Group == person.Group);
        var from = first ? 0 : memo.SentenceStart(person.Mention.Start);
        Span? named = null;
        foreach (var company in companies)
        {
            named = company.Start >= from && company.Start < next ? company : named;
        }

        return named ?? (memo.Cased ? Alone(from, next) : null);
    }

    private Span? Alone(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (!memo[i].Capital || people.Exists(p => p.Name is { } name && name.Contains(i)) || _promises.Holds(i) || memo.Cues.In(new Span(memo.SentenceStart(i), i), CueKind.Discuss, CueKind.Want).Count > 0)
            {
                continue;
            }

            if (memo.Cues.In(new Span(Math.Max(from, i - 3), i), CueKind.NotMet).Count > 0)
            {
                i = (reader.Read(i)?.End ?? i + 1) - 1;
                continue;
            }

            if (reader.Read(i) is { Length: > 1 } company && reader.LooksLikeCompany(company))
            {
                return company;
            }
        }

        return null;
    }
}
