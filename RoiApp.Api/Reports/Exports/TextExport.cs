using System.Globalization;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Reports.Exports;

/// <summary>Report and transcript as plain text, to paste into a mail.</summary>
internal static class TextExport
{
    public static void Write(TextWriter to, ResultsResource results)
    {
        to.Write($"{results.Workflow.Name}\n\n");
        foreach (var contact in results.Report.Contacts)
        {
            Line("Name", contact.Name);
            Line("Company", contact.Company);
            Line("Position", contact.Position);
            Line("Discussion", contact.Discussion);
            Line("Contact type", contact.ContactType);
            Line("Priority", contact.Priority);
            foreach (var item in contact.Actions)
            {
                var due = item.DueOn is { } day ? $"due {day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : null;
                var details = string.Join(", ", new[] { item.Assignee, due }.OfType<string>());
                to.Write(details.Length == 0 ? $"  - {item.Text}\n" : $"  - {item.Text} ({details})\n");
            }
            to.Write('\n');
        }
        foreach (var segment in results.Transcript.Segments)
        {
            to.Write($"{segment.Text}\n");
        }
        if (results.Transcript.Segments.Any(s => s.Translation is not null))
        {
            to.Write($"\nMachine translation ({results.Transcript.TranslatedBy ?? "engine not known"}):\n");
            foreach (var segment in results.Transcript.Segments)
            {
                to.Write($"{segment.Translation ?? segment.Text}\n");
            }
        }

        void Line(string label, string? value)
        {
            if (value is not null)
            {
                to.Write($"{label}: {value}\n");
            }
        }
    }
}
