using RoiApp.Contracts.V1;

namespace RoiApp.Eval.Extraction;

/// <summary>Which contact of a report is which of a label: by name, then by company, then in order.</summary>
internal static class ContactPairs
{
    public static IEnumerable<(LabelledContact? Wanted, Contact? Given)> Of(IReadOnlyList<LabelledContact> wanted, IEnumerable<Contact> given)
    {
        List<Contact> free = [.. given];
        var pairs = new Contact?[wanted.Count];
        Take((w, g) => TextMatch.Exact(w.Name, g.Name));
        Take((w, g) => w.Name is not null && g.Name is not null && TextMatch.TokenF1(w.Name, g.Name) >= 0.5);
        Take((w, g) => TextMatch.Exact(w.Company, g.Company));
        Take((_, _) => true);
        return [.. wanted.Select((w, i) => ((LabelledContact?)w, pairs[i])), .. free.Select(g => ((LabelledContact?)null, (Contact?)g))];

        void Take(Func<LabelledContact, Contact, bool> same)
        {
            for (var i = 0; i < wanted.Count; i++)
            {
                if (pairs[i] is null && free.FindIndex(g => same(wanted[i], g)) is >= 0 and var found)
                {
                    pairs[i] = free[found];
                    free.RemoveAt(found);
                }
            }
        }
    }
}
