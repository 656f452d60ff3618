using System.Globalization;
using Spectre.Console;

namespace RoiApp.Cli.Report;

/// <summary>Prints a report for people: the contacts as a table, then what was said.</summary>
internal static class ReportTable
{
    private const int WideEnoughForRows = 120;

    private static readonly (string Title, Func<MemoContact, string?> Value)[] s_fields =
    [
        ("Name", contact => contact.Name),
        ("Company", contact => contact.Company),
        ("Position", contact => contact.Position),
        ("Discussion", contact => contact.Discussion),
        ("Type", contact => contact.ContactType),
        ("Priority", contact => contact.Priority),
        ("Action items", contact => string.Join('\n', contact.ActionItems.Select(item => $"• {item}"))),
    ];

    public static void Write(IAnsiConsole console, MemoResult result)
    {
        console.WriteLine();
        console.Write(new Rule($"[bold]{Markup.Escape(Path.GetFileName(result.File))}[/] [grey]{result.Status}, {result.Language}, {Seconds(result.ElapsedMs)}[/]").LeftJustified());
        if (result.Error is { } error)
        {
            console.MarkupLineInterpolated($"[red]{error.Message}[/] [grey]({error.Code})[/]");
        }

        WriteContacts(console, result);
        WriteTranscript(console, result.Transcript);
        if (result.Steps.Count > 0)
        {
            console.MarkupLineInterpolated($"[grey]{string.Join(" · ", result.Steps.Select(Describe))}[/]");
        }
    }

    private static void WriteContacts(IAnsiConsole console, MemoResult result)
    {
        if (result.Contacts.Count == 0)
        {
            if (result.Status == "completed")
            {
                console.MarkupLine("[yellow]Nobody was named in this memo: there is nothing to put into a report.[/]");
            }

            return;
        }

        var table = new Table().Border(TableBorder.Rounded);
        if (console.Profile.Width >= WideEnoughForRows)
        {
            table.Expand();
            foreach (var (title, _) in s_fields)
            {
                table.AddColumn(title);
            }

            foreach (var contact in result.Contacts)
            {
                table.AddRow(s_fields.Select(field => Cell(field.Value(contact))));
            }
        }
        else
        {
            // On a narrow screen seven columns are unreadable: the fields go down, the contacts across.
            table.AddColumn("");
            foreach (var number in Enumerable.Range(1, result.Contacts.Count))
            {
                table.AddColumn(result.Contacts.Count == 1 ? "Contact" : $"Contact {number}");
            }

            foreach (var (title, value) in s_fields)
            {
                table.AddRow([new Text(title), .. result.Contacts.Select(contact => Cell(value(contact)))]);
            }
        }

        console.Write(table);
    }

    private static void WriteTranscript(IAnsiConsole console, IReadOnlyList<MemoSegment> transcript)
    {
        foreach (var segment in transcript)
        {
            console.MarkupLineInterpolated($"[grey]{Clock(segment.StartMs)}[/] {segment.Text}");
            if (segment.Translation is { } translation)
            {
                console.MarkupLineInterpolated($"      [italic blue]{translation}[/]");
            }
        }
    }

    private static string Describe(MemoStep step) => step.Status == "completed"
        ? $"{step.Name} {Seconds(step.ElapsedMs)} ({step.Engine}{(step.Cached ? ", cached" : "")})"
        : $"{step.Name} {step.Status}";

    private static Markup Cell(string? text) => string.IsNullOrEmpty(text) ? new Markup("[grey]–[/]") : new Markup(Markup.Escape(text));

    private static string Clock(long ms) => TimeSpan.FromMilliseconds(ms).ToString(@"mm\:ss", CultureInfo.InvariantCulture);

    private static string Seconds(long ms) => string.Create(CultureInfo.InvariantCulture, $"{ms / 1000.0:F1} s");
}
