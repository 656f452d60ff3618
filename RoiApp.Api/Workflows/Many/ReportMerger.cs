using RoiApp.Api.Data;
using RoiApp.Api.Reports;
using RoiApp.Api.Search.Terms;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Workflows.Many;

/// <summary>
/// Makes several reports one. Two contacts are one person when their names are the same but for accents and case, and so are their companies where
/// both name one; nobody without a name is anybody else. Where they differ the newest that says anything has it. Discussions are all kept.
/// </summary>
internal static class ReportMerger
{
    /// <param name="reports">Each workflow with its contacts, in any order.</param>
    public static MergeResource Merge(string? name, IEnumerable<(Workflow Workflow, IReadOnlyList<Contact> Contacts)> reports)
    {
        var oldestFirst = reports.OrderBy(r => r.Workflow.CreatedAt).ThenBy(r => r.Workflow.Id).ToList();
        var people = new List<Person>();
        foreach (var (workflow, contacts) in oldestFirst)
        {
            foreach (var contact in contacts.OrderBy(c => c.Index))
            {
                var person = people.FindLast(p => p.IsSameAs(contact));
                if (person is null)
                {
                    people.Add(person = new());
                }
                person.Add(workflow, Resources.Of(contact));
            }
        }
        return new(
            name ?? $"{oldestFirst.Count} reports, {oldestFirst[0].Workflow.CreatedAt:yyyy-MM-dd} to {oldestFirst[^1].Workflow.CreatedAt:yyyy-MM-dd}",
            [.. people.Select(p => p.ToResource())],
            Companies(people),
            [.. people.SelectMany(p => p.ActionItems).OrderBy(i => i.At)],
            [.. oldestFirst.Select(r => new MergeSourceResource(r.Workflow.Id, r.Workflow.Name, Words.Of(r.Workflow.Status), r.Workflow.CreatedAt, r.Contacts.Count))]);
    }

    private static List<MergedCompanyResource> Companies(List<Person> people) =>
    [
        .. people.Where(p => Token.Key(p.Company).Length > 0).GroupBy(p => Token.Key(p.Company)).Select(company =>
        {
            var newestFirst = company.OrderByDescending(p => p.LastAt).ToList();
            return new MergedCompanyResource(
                newestFirst[0].Company!,
                [.. company.Select(p => p.Name).OfType<string>()],
                newestFirst.Select(p => p.ContactType).FirstOrDefault(t => t is not null),
                company.Select(p => p.Priority).OfType<string>().MaxBy(Words.Parse<Priority>));
        }),
    ];

    /// <summary>Somebody, as far as the reports read so far tell.</summary>
    private sealed class Person
    {
        private readonly List<MergedDiscussionResource> _discussions = [];
        private readonly List<string> _tags = [];
        private readonly List<Guid> _sources = [];
        private string? _position;

        public string? Name { get; private set; }

        public string? Company { get; private set; }

        public string? ContactType { get; private set; }

        public string? Priority { get; private set; }

        public DateTimeOffset LastAt { get; private set; }

        public List<MergedActionItemResource> ActionItems { get; } = [];

        public bool IsSameAs(Contact contact) =>
            Token.Key(contact.Name) is { Length: > 0 } name && name == Token.Key(Name)
            && (Token.Key(contact.Company), Token.Key(Company)) is var (one, other) && (one.Length == 0 || other.Length == 0 || one == other);

        public void Add(Workflow workflow, ContactResource contact)
        {
            Name = contact.Name ?? Name;
            Company = contact.Company ?? Company;
            _position = contact.Position ?? _position;
            ContactType = contact.ContactType ?? ContactType;
            Priority = contact.Priority ?? Priority;
            LastAt = workflow.CreatedAt;
            if (contact.Discussion is { } discussion)
            {
                _discussions.Add(new(workflow.Id, workflow.CreatedAt, discussion));
            }
            foreach (var item in contact.ActionItems.Where(text => !ActionItems.Any(known => Same(known.Text, text))))
            {
                ActionItems.Add(new(item, contact.Name, contact.Company, workflow.Id, workflow.CreatedAt));
            }
            _tags.AddRange(contact.Tags.Where(tag => !_tags.Any(known => Same(known, tag))));
            if (!_sources.Contains(workflow.Id))
            {
                _sources.Add(workflow.Id);
            }
        }

        public MergedContactResource ToResource() =>
            new(Name, Company, _position, ContactType, Priority, _discussions, [.. ActionItems.Select(i => i.Text)], _tags, _sources);

        private static bool Same(string a, string b) => a == b || (Token.Key(a) is { Length: > 0 } key && key == Token.Key(b));
    }
}
