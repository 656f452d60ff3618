using RoiApp.Processing.Extraction.People;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction;

/// <summary>Tells which contact some words name, by given name or surname.</summary>
internal sealed class ContactNames
{
    private const int Several = -2;
    private readonly Memo _memo;
    private readonly IReadOnlyList<ContactDraft> _people;
    private readonly Dictionary<string, int> _byWord = new(StringComparer.Ordinal);

    public ContactNames(Memo memo, IReadOnlyList<ContactDraft> people)
    {
        (_memo, _people) = (memo, people);
        for (var i = 0; i < people.Count; i++)
        {
            if (people[i].Name is { } name)
            {
                Add(memo.Norm(name.Start), i);
                Add(memo.Norm(name.End - 1), i);
            }
        }
    }

    /// <returns>The contact's place, or -1 when the words name none or more than one.</returns>
    public int NamedIn(Span words)
    {
        var named = -1;
        for (var i = words.Start; i < words.End; i++)
        {
            if (!_byWord.TryGetValue(_memo.Norm(i), out var person) || person == Several || _people[person].Name!.Value.Contains(i))
            {
                continue;
            }

            if (named >= 0 && named != person)
            {
                return -1;
            }

            named = person;
        }

        return named;
    }

    private void Add(string word, int person) => _byWord[word] = _byWord.TryGetValue(word, out var other) && other != person ? Several : person;
}
