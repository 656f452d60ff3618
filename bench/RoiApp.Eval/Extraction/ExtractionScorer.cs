using RoiApp.Contracts.V1;

namespace RoiApp.Eval.Extraction;

/// <summary>Compares reports with labelled memos, field by field.</summary>
internal sealed class ExtractionScorer
{
    public static readonly IReadOnlyList<string> Fields = ["name", "company", "position", "discussion", "contactType", "priority", "actionItems"];

    private readonly Dictionary<(string Field, string Subset), FieldCounts> _counts = [];
    private readonly Dictionary<string, (int Memos, int Inventing)> _invented = [];

    /// <summary>What went wrong, one line per value.</summary>
    public List<string> Failures { get; } = [];

    public FieldCounts Of(string field, string subset) => _counts.TryGetValue((field, subset), out var counts) ? counts : _counts[(field, subset)] = new FieldCounts();

    /// <summary>Share of memos in which a field was given that the memo does not say.</summary>
    public double Invented(string subset) => _invented.TryGetValue(subset, out var i) ? (double)i.Inventing / Math.Max(1, i.Memos) : 0;

    public IEnumerable<string> Subsets => _invented.Keys;

    public int Memos(string subset) => _invented.TryGetValue(subset, out var i) ? i.Memos : 0;

    /// <summary>Scores one report.</summary>
    /// <param name="memo">What should have been read.</param>
    /// <param name="report">What was.</param>
    /// <param name="subsets">What the memo counts for.</param>
    public void Add(LabelledMemo memo, Report report, params string[] subsets)
    {
        var inventing = false;
        foreach (var (wanted, given) in ContactPairs.Of(memo.Contacts, report.Contacts))
        {
            foreach (var field in Fields.Take(6))
            {
                var (want, got) = (Wanted(wanted, field), Given(given, field));
                var right = field == "discussion" ? TextMatch.Close(want, got) : TextMatch.Exact(want, got);
                Count(field, subsets, right ? 1 : 0, got is null ? 0 : 1, want is null ? 0 : 1);
                inventing |= want is null && got is not null && wanted is not null;
                if (!right && (want ?? got) is not null)
                {
                    Failures.Add($"{memo.Id} {memo.Kind}/{memo.Language} {field}: wanted <{want ?? "–"}> got <{got ?? "–"}>");
                }
            }

            inventing |= ScoreActions(memo, wanted?.ActionItems ?? [], [.. given?.ActionItems.Select(a => a.Text) ?? []], subsets) && wanted is { ActionItems: not { Count: > 0 } };
            inventing |= wanted is null;
        }

        foreach (var subset in subsets)
        {
            var (memos, before) = _invented.GetValueOrDefault(subset);
            _invented[subset] = (memos + 1, before + (inventing ? 1 : 0));
        }
    }

    private bool ScoreActions(LabelledMemo memo, IReadOnlyList<string> wanted, List<string> given, string[] subsets)
    {
        var count = given.Count;
        var right = 0;
        foreach (var want in wanted)
        {
            var best = given.Where(g => TextMatch.Close(want, g)).OrderByDescending(g => TextMatch.TokenF1(want, g)).FirstOrDefault();
            if (best is null)
            {
                Failures.Add($"{memo.Id} {memo.Kind}/{memo.Language} actionItems: missed <{want}>");
                continue;
            }

            given.Remove(best);
            right++;
        }

        Failures.AddRange(given.Select(g => $"{memo.Id} {memo.Kind}/{memo.Language} actionItems: wrong <{g}>"));
        Count("actionItems", subsets, right, count, wanted.Count);
        return given.Count > 0;
    }

    private void Count(string field, string[] subsets, int right, int given, int wanted)
    {
        foreach (var subset in subsets)
        {
            Of(field, subset).Add(right, given, wanted);
            Of("all", subset).Add(right, given, wanted);
        }
    }

    private static string? Wanted(LabelledContact? contact, string field) => field switch
    {
        "name" => contact?.Name,
        "company" => contact?.Company,
        "position" => contact?.Position,
        "discussion" => contact?.Discussion,
        "contactType" => contact?.ContactType,
        _ => contact?.Priority,
    };

    private static string? Given(Contact? contact, string field) => field switch
    {
        _ when contact is null => null,
        "name" => contact.Name,
        "company" => contact.Company,
        "position" => contact.Position,
        "discussion" => contact.Discussion,
        "contactType" => contact.ContactType == ContactType.Unspecified ? null : contact.ContactType.ToString(),
        _ => contact.Priority == Priority.Unspecified ? null : contact.Priority.ToString(),
    };
}
