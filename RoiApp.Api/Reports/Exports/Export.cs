using System.Text;
using System.Text.Json;
using RoiApp.Api.Problems;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Reports.Exports;

/// <summary>A file made of a workflow's results.</summary>
/// <param name="ContentType">With its character set.</param>
/// <param name="Extension">Without the dot.</param>
/// <param name="Content">The whole file.</param>
internal sealed record Export(string ContentType, string Extension, byte[] Content)
{
    private const string Formats = "csv, json, srt, vtt, txt";

    /// <exception cref="ProblemException">There is no such format.</exception>
    public static Export Of(ResultsResource results, string? format) => format switch
    {
        // Spreadsheets take a CSV for the local code page unless it begins with a byte order mark.
        "csv" => Text("text/csv", "csv", bom: true, to => CsvExport.Write(to, results.Report)),
        "json" => new("application/json", "json", JsonSerializer.SerializeToUtf8Bytes(results, ApiJson.Default.ResultsResource)),
        "srt" => Text("application/x-subrip", "srt", bom: false, to => SubtitleExport.WriteSrt(to, results.Transcript)),
        "vtt" => Text("text/vtt", "vtt", bom: false, to => SubtitleExport.WriteVtt(to, results.Transcript)),
        "txt" => Text("text/plain", "txt", bom: false, to => TextExport.Write(to, results)),
        null or "" => throw ProblemType.InvalidField.Because($"Say which 'format': {Formats}.", "format"),
        _ => throw ProblemType.InvalidField.Because($"'format' has to be one of {Formats}.", "format"),
    };

    private static Export Text(string type, string extension, bool bom, Action<TextWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var text = new StreamWriter(bytes, new UTF8Encoding(bom), leaveOpen: true))
        {
            write(text);
        }
        return new($"{type}; charset=utf-8", extension, bytes.ToArray());
    }
}
