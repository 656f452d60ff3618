using System.Text;
using System.Text.Json;
using RoiApp.Api.Data;
using RoiApp.Api.Reports;
using RoiApp.Api.Reports.Exports;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Workflows.Many;

/// <summary>Writes many reports as one file while they are read: nothing is held but what is on its way.</summary>
internal sealed class ManyExport(string format, IAsyncEnumerable<(Workflow Workflow, List<Contact> Contacts)> reports) : IResult
{
    private const int FlushAtBytes = 32 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, ct) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = format == "csv" ? "text/csv; charset=utf-8" : "application/json";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentDisposition = $"attachment; filename=\"reports.{format}\"";
        using var bytes = new MemoryStream();
        using var text = new StreamWriter(bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: format == "csv"));
        Func<Workflow, List<Contact>, bool, Task> write = format == "csv" ? WriteCsvAsync : WriteJsonAsync;
        if (format == "csv")
        {
            CsvExport.WriteRow(text, CsvExport.ColumnsOfMany);
        }
        var isFirst = true;
        await foreach (var (workflow, contacts) in reports.WithCancellation(ct))
        {
            await write(workflow, contacts, isFirst);
            isFirst = false;
            await text.FlushAsync(ct);
            if (bytes.Length >= FlushAtBytes)
            {
                await PassOnAsync();
            }
        }
        if (format == "json")
        {
            await text.WriteAsync(isFirst ? "[]" : "]");
        }
        await text.FlushAsync(ct);
        await PassOnAsync();

        async Task PassOnAsync()
        {
            await response.Body.WriteAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), ct);
            bytes.SetLength(0);
        }

        Task WriteCsvAsync(Workflow workflow, List<Contact> contacts, bool first)
        {
            foreach (var contact in contacts)
            {
                CsvExport.WriteRow(text, [workflow.Name, workflow.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null), .. CsvExport.Cells(Resources.Of(contact))]);
            }
            return Task.CompletedTask;
        }

        async Task WriteJsonAsync(Workflow workflow, List<Contact> contacts, bool first)
        {
            await text.WriteAsync(first ? '[' : ',');
            await text.FlushAsync(ct); // The serializer writes past the writer.
            await JsonSerializer.SerializeAsync(bytes, new(workflow.Id, workflow.Name, workflow.FileName, Words.Of(workflow.Status), workflow.Language, workflow.CreatedAt,
                Resources.Report(workflow.Id, contacts).Contacts), ApiJson.Default.ExportedReportResource, ct);
        }
    }
}
