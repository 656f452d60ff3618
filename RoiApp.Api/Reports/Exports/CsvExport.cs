using CsvHelper;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Reports.Exports;

/// <summary>The report as a spreadsheet reads it: RFC 4180, UTF-8 with a byte order mark, no cell that is a formula.</summary>
internal static class CsvExport
{
    private static readonly string[] s_columns = ["Name", "Company", "Position", "Discussion", "Contact Type", "Priority", "Action Items", "Tags"];

    public static void Write(TextWriter to, ReportResource report)
    {
        using var csv = CsvWriter.Create(to, new CsvWriterOptions { NewLine = "\r\n" }, true);
        foreach (var column in s_columns)
        {
            csv.WriteField(column);
        }
        csv.EndRecord();
        foreach (var contact in report.Contacts)
        {
            foreach (var cell in Cells(contact))
            {
                csv.WriteField(FormulaSafe(cell));
            }
            csv.EndRecord();
        }
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

    private static IEnumerable<string?> Cells(ContactResource c) =>
    [
        c.Name, c.Company, c.Position, c.Discussion, c.ContactType, c.Priority, string.Join("; ", c.ActionItems), string.Join("; ", c.Tags),
    ];
}
