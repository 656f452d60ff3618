using System.Globalization;
using CsvHelper;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Reports.Exports;

/// <summary>The report as a spreadsheet reads it: RFC 4180, UTF-8 with a byte order mark, no cell that is a formula.</summary>
internal static class CsvExport
{
    private static readonly string[] s_columns = ["Name", "Company", "Position", "Discussion", "Contact Type", "Priority", "Action Items", "Tags"];
    private static readonly string[] s_promises = ["Due Dates", "Assignees"];

    /// <summary>Columns of an export of many: which memo, then as in the export of one.</summary>
    public static IReadOnlyList<string> ColumnsOfMany { get; } = ["Workflow", "Created", .. s_columns, .. s_promises];

    public static void Write(TextWriter to, ReportResource report)
    {
        WriteRow(to, [.. s_columns, .. s_promises]);
        foreach (var contact in report.Contacts)
        {
            WriteRow(to, Cells(contact));
        }
    }

    public static void Write(TextWriter to, MergeResource merged)
    {
        WriteRow(to, [.. s_columns, "Sources"]);
        var names = merged.Sources.ToDictionary(s => s.Id, s => s.Name);
        foreach (var c in merged.Contacts)
        {
            WriteRow(to, [c.Name, c.Company, c.Position, string.Join("; ", c.Discussions.Select(d => d.Text)), c.ContactType, c.Priority,
                string.Join("; ", c.ActionItems), string.Join("; ", c.Tags), string.Join("; ", c.SourceIds.Select(id => names[id]))]);
        }
    }

    public static void WriteRow(TextWriter to, IEnumerable<string?> cells)
    {
        using var csv = CsvWriter.Create(to, new CsvWriterOptions { NewLine = "\r\n" }, true);
        foreach (var cell in cells)
        {
            csv.WriteField(FormulaSafe(cell));
        }
        csv.EndRecord();
        csv.Flush();
    }

    /// <summary>
    /// A spreadsheet runs a cell that begins with one of these as a formula; an apostrophe before it says that it is text
    /// (OWASP, "CSV injection").
    /// </summary>
    public static string FormulaSafe(string? cell) => cell switch
    {
        null or "" => "",
        _ when cell.AsSpan().TrimStart() is ['=' or '+' or '-' or '@' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20', ..] || cell[0] is '\t' or '\r' or '\n' => "'" + cell,
        _ => cell,
    };

    public static IEnumerable<string?> Cells(ContactResource c) =>
    [
        c.Name, c.Company, c.Position, c.Discussion, c.ContactType, c.Priority, string.Join("; ", c.ActionItems), string.Join("; ", c.Tags),
        Promises(c, i => i.DueOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), Promises(c, i => i.Assignee),
    ];

    // One entry an item, so that they stay beside each other; nothing where no item has any.
    private static string Promises(ContactResource c, Func<ActionItemResource, string?> what) =>
        c.Actions.Any(i => what(i) is not null) ? string.Join("; ", c.Actions.Select(what)) : "";
}
