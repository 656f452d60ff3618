using RoiApp.Contracts.V1;
using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.Fields;

/// <summary>Reads whether a contact buys already: said outright ("an existing client") or by what has happened ("we've never sold them anything").</summary>
internal static class ContactTypeReader
{
    public static List<Fact<ContactType>> Read(Memo memo, TakenWords taken)
    {
        List<Fact<ContactType>> facts = [];
        var hits = memo.Cues.In(new Span(0, memo.Count), CueKind.Prospective, CueKind.ProspectiveHint, CueKind.Existing, CueKind.ExistingHint);
        foreach (var hit in hits)
        {
            var outright = hit.Kind is CueKind.Prospective or CueKind.Existing;
            if (taken[hit.Start])
            {
                continue;
            }

            var type = hit.Kind is CueKind.Prospective or CueKind.ProspectiveHint ? ContactType.Prospective : ContactType.Existing;
            facts.Add(new Fact<ContactType>(type, hit.Span, outright ? 0.95 : 0.7));
        }

        return facts;
    }
}
