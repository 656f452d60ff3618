using RoiApp.Contracts.V1;
using RoiApp.Processing.Extraction.Fields;
using RoiApp.Processing.Extraction.People;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction;

/// <summary>Gives what was read to whom it was said of: each group of contacts owns the memo from its introduction to the next.</summary>
internal sealed class ReportAssembler(Memo memo, List<ContactDraft> people)
{
    private readonly List<Passage> _topics = new DiscussionReader(memo).Read(people);

    public Report Assemble(string language)
    {
        var taken = new TakenWords(memo.Count).With(_topics);
        var actions = new ActionReader(memo).Read(taken);
        taken.With(actions);
        var types = ContactTypeReader.Read(memo, taken);
        var priorities = PriorityReader.Read(memo, taken);
        if (people.Count == 0 && _topics.Count + actions.Count + types.Count + priorities.Count > 0)
        {
            people.Add(new ContactDraft { Mention = new Span(0, 0), Strength = 0.5 });
        }

        List<int> facts = [.. _topics.Select(t => t.Span.Start), .. actions.Select(a => a.Span.Start), .. types.Select(t => t.Span.Start), .. priorities.Select(p => p.Span.Start)];
        var sections = Sections.Of(memo, people, facts);
        var topicsOf = sections.Deal(_topics, t => (t.Span, t.Lead));
        var typesOf = sections.Deal(types, t => (t.Span, memo.Lead(t.Span.Start)));
        var prioritiesOf = sections.Deal(priorities, p => (p.Span, memo.Lead(p.Span.Start)));
        var actionsOf = sections.DealActions(actions);
        var report = new Report { Language = language };
        for (var i = 0; i < people.Count; i++)
        {
            var contact = new Contact { Index = i };
            SetWho(contact, people[i]);
            SetDiscussion(contact, topicsOf[i]);
            SetType(contact, typesOf[i]);
            SetPriority(contact, prioritiesOf[i]);
            foreach (var action in actionsOf[i])
            {
                contact.ActionItems.Add(new ActionItem
                {
                    Text = memo.Verbatim(action.Span),
                    Assignee = action.By is { } by ? Titled(by) : null,
                    Evidence = memo.Evidence("actionItems", action.Span, action.Strength),
                });
            }

            report.Contacts.Add(contact);
        }

        return report;
    }

    private void SetWho(Contact contact, ContactDraft person)
    {
        if (person.Name is { } name)
        {
            contact.Name = Titled(name);
            contact.Evidence.Add(memo.Evidence("name", name, NameStrength(name, person)));
        }

        if (person.Company is { } company)
        {
            contact.Company = Titled(company);
            contact.Evidence.Add(memo.Evidence("company", company, person.Strength * (memo[company.Start].Capital ? 1 : 0.8)));
        }

        if (person.Position is { } position)
        {
            contact.Position = memo.Verbatim(position);
            contact.Evidence.Add(memo.Evidence("position", position, person.Strength));
        }
    }

    // Without capitals a name is where the grammar expects one; a known given name makes that likelier.
    private double NameStrength(Span name, ContactDraft person) =>
        person.Strength * (memo[name.Start].Capital ? 1 : 0.8) * (memo.Grammar.GivenNames.Contains(memo.Norm(name.Start)) ? 1 : 0.9);

    private void SetDiscussion(Contact contact, List<Passage> topics)
    {
        if (topics.Count == 0)
        {
            return;
        }

        contact.Discussion = string.Join("; ", topics.Select(t => memo.Verbatim(t.Span)));
        var evidence = memo.Evidence("discussion", topics[0].Span, topics.Max(t => t.Strength));
        evidence.Quote = contact.Discussion;
        evidence.EndMs = memo[topics[^1].Span.End - 1].EndMs;
        contact.Evidence.Add(evidence);
    }

    private void SetType(Contact contact, List<Fact<ContactType>> facts)
    {
        if (Strongest(facts) is { } fact)
        {
            contact.ContactType = fact.Value;
            contact.Evidence.Add(memo.Evidence("contactType", fact.Span, fact.Strength));
        }
    }

    private void SetPriority(Contact contact, List<Fact<Priority>> facts)
    {
        if (Strongest(facts) is { } fact)
        {
            contact.Priority = fact.Value;
            contact.Evidence.Add(memo.Evidence("priority", fact.Span, fact.Strength));
        }
    }

    // Of two equally clear statements the later one stands: people correct themselves forwards.
    private static Fact<T>? Strongest<T>(List<Fact<T>> facts) =>
        facts.Count == 0 ? null : facts.Aggregate((best, fact) => fact.Strength >= best.Strength ? fact : best);

    private string Titled(Span span)
    {
        var text = memo.Verbatim(span);
        if (memo[span.Start].Capital)
        {
            return text;
        }

        var letters = text.ToCharArray();
        var at = 0;
        foreach (var word in text.Split(' '))
        {
            var small = at > 0 && (memo.Grammar.CompanyJoiners.Contains(Folding.Fold(word)) || memo.Grammar.NameParticles.Contains(Folding.Fold(word)));
            if (!small && word.Length > 0)
            {
                letters[at] = char.ToUpperInvariant(letters[at]);
            }

            at += word.Length + 1;
        }

        return new string(letters);
    }
}
