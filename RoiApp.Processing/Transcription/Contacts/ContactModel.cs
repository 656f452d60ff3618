using RoiApp.Processing.Transcription.MemoModel;
using RoiApp.Processing.Transcription.Pronunciation;

namespace RoiApp.Processing.Transcription.Contacts;

/// <summary>What is said of known contacts, as a small language model: their names and companies where memos name somebody.</summary>
internal sealed class ContactModel
{
    private static readonly string[] s_ofBoth =
    [
        "i just met with {0} from {1} who is their", "i met with {0} from {1}", "met {0} of {1}", "{0} from {1} who is their", "spoke to {0} at {1}", "call with {0} of {1} their", "{0} from {1}",
    ];

    private static readonly string[] s_ofName = ["with {0}", "met {0} today", "to {0}", "{0} is the", "call {0}", "ask {0}"];

    private static readonly string[] s_ofCompany = ["from {0} who is their", "at {0}", "of {0} who is", "from {0}", "for {0}"];

    private ContactModel(string key, IReadOnlyList<string> words, TrigramModel model) => (Key, Words, Model) = (key, words, model);

    /// <summary>Names the contacts it is made of.</summary>
    public string Key { get; }

    /// <summary>All words of names and companies.</summary>
    public IReadOnlyList<string> Words { get; }

    public TrigramModel Model { get; }

    /// <returns>Null when none of the contacts has anything to say.</returns>
    public static ContactModel? Of(IReadOnlyList<KnownContact> contacts)
    {
        var model = new TrigramModel();
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var contact in contacts)
        {
            var (name, company) = (SpokenForm.Of(contact.Name), SpokenForm.Of(contact.Company));
            words.UnionWith(name.Concat(company));
            if (name.Count > 0 && company.Count > 0)
            {
                Count(s_ofBoth, name, company);
            }
            if (name.Count > 0)
            {
                Count(s_ofName, name, []);
            }
            if (company.Count > 0)
            {
                Count(s_ofCompany, company, []);
            }
        }
        return words.Count == 0 ? null : new ContactModel(KeyOf(contacts), [.. words.Order(StringComparer.Ordinal)], model);

        void Count(string[] phrases, IReadOnlyList<string> first, IReadOnlyList<string> second)
        {
            foreach (var phrase in phrases)
            {
                model.Add(phrase.Split(' ').SelectMany(word => word switch { "{0}" => first, "{1}" => second, _ => (IReadOnlyList<string>)[word] }));
            }
        }
    }

    private static string KeyOf(IReadOnlyList<KnownContact> contacts) =>
        string.Join('\n', contacts.Select(contact => $"{contact.Name}\t{contact.Company}"));
}
