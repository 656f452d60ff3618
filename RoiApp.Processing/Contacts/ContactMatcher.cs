using RoiApp.Contracts.V1;
using RoiApp.Processing.Transcription.Pronunciation;
using KnownContact = RoiApp.Processing.Transcription.KnownContact;

namespace RoiApp.Processing.Contacts;

/// <summary>
/// Offers known contacts for names that were not heard clearly and sound like theirs. What was heard stays the value: the offer stands beside it, for a person
/// to take or leave.
/// </summary>
internal sealed class ContactMatcher(Pronouncer pronouncer)
{
    // Surer words than this are left alone: 98 of 100 of the very sure ones are right.
    private const double SureEnough = 0.75;

    // Sounds changed, lost or added, over the sounds of the longer one.
    private const double FarthestApart = 0.4;

    // Two contacts that sound alike are no offer.
    private const double ClearlyNearer = 0.1;

    /// <summary>Writes offers into the report's evidence.</summary>
    public void Offer(Report report, IReadOnlyList<KnownContact> contacts)
    {
        if (contacts.Count == 0)
        {
            return;
        }
        var names = Candidates(contacts.Select(contact => contact.Name));
        var companies = Candidates(contacts.Select(contact => contact.Company));
        foreach (var contact in report.Contacts)
        {
            foreach (var evidence in contact.Evidence)
            {
                var (value, known) = evidence.Field switch
                {
                    "name" => (contact.Name, names),
                    "company" => (contact.Company, companies),
                    _ => (null, []),
                };
                if (value is { Length: > 0 } && evidence.Confidence < SureEnough && Nearest(value, known) is { } offer)
                {
                    evidence.SoundsLike = offer;
                }
            }
        }
    }

    private string? Nearest(string heard, List<(string Text, string[] Sounds)> known)
    {
        var sounds = SoundsOf(heard);
        if (sounds.Length == 0 || known.Any(one => string.Equals(one.Text, heard, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }
        var ranked = known.Select(one => (one.Text, Distance: Distance(sounds, one.Sounds))).OrderBy(one => one.Distance).Take(2).ToList();
        return ranked is [var best, ..] && best.Distance <= FarthestApart && (ranked.Count == 1 || ranked[1].Distance - best.Distance >= ClearlyNearer) ? best.Text : null;
    }

    private List<(string Text, string[] Sounds)> Candidates(IEnumerable<string> texts) =>
        [.. texts.Where(text => text.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Select(text => (text, SoundsOf(text))).Where(one => one.Item2.Length > 0)];

    private string[] SoundsOf(string text) =>
        [.. SpokenForm.Of(text).SelectMany(word => pronouncer.Say(word).FirstOrDefault("").Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    // Levenshtein's, over sounds; a vowel for another vowel counts half: they are what recognisers and people mistake most.
    private static double Distance(string[] one, string[] other)
    {
        var row = Enumerable.Range(0, other.Length + 1).Select(i => (double)i).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var changed = diagonal + (one[i - 1] == other[j - 1] ? 0 : IsVowel(one[i - 1]) && IsVowel(other[j - 1]) ? 0.5 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1] / Math.Max(one.Length, other.Length);
    }

    private static bool IsVowel(string sound) => sound[0] is 'A' or 'E' or 'I' or 'O' or 'U';
}
