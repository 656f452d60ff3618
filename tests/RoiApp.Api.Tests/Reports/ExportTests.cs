using System.Net;
using System.Net.Http.Headers;
using System.Text;
using RoiApp.Api.Reports.Exports;
using RoiApp.Api.Tests.Hosting;
using Xunit;

namespace RoiApp.Api.Tests.Reports;

public sealed class ExportOnSqliteTests(SqliteApi api) : ExportTests(api), IClassFixture<SqliteApi>;

public sealed class ExportOnPostgresTests(PostgresApi api) : ExportTests(api), IClassFixture<PostgresApi>;

/// <summary>Results as files, byte for byte.</summary>
public abstract class ExportTests(ApiFixture api)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_csv_opens_in_a_spreadsheet_and_runs_nothing()
    {
        var name = Content.NewName();
        api.Processing.On(name, async call =>
        {
            await call.ReadAsync();
            await Script.TranscribeAsync(call, "hola");
            await Script.TranslateAsync(call, 1);
            await Script.ExtractAsync(call, Script.Maria(), new Wire.Contact
            {
                Name = "=HYPERLINK(\"http://evil\")",
                Company = "+1, \"Quotes\" & Co",
                Position = "@SUM(A1)",
                Discussion = "two\nlines",
                ActionItems = { new Wire.ActionItem { Text = "-2 to 3" } },
            });
        });
        var workflow = await api.Http.SubmitAsync(Content.Text("x"), name, ("name", "Besuch: Jürgen/\"Süd\""));
        await api.Http.WatchAsync(workflow.Id);
        using var response = await api.Http.GetAsync($"/api/workflows/{workflow.Id}/export?format=csv", Ct);
        var bytes = await response.Content.ReadAsByteArrayAsync(Ct);
        Assert.Equal(Encoding.UTF8.GetPreamble(), bytes[..3]);
        Assert.Equal(
            "Name,Company,Position,Discussion,Contact Type,Priority,Action Items,Tags,Due Dates,Assignees\r\n"
            + "María López,Acme,CFO,the new budget,prospective,high,send the offer; call back,budget,2026-05-08; ,Ana; \r\n"
            + "\"'=HYPERLINK(\"\"http://evil\"\")\",\"'+1, \"\"Quotes\"\" & Co\",'@SUM(A1),\"two\nlines\",,,'-2 to 3,,,\r\n",
            Encoding.UTF8.GetString(bytes[3..]));
        Assert.Equal("text/csv; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("Besuch- Jürgen--Süd-.csv", response.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition.DispositionType);
    }

    [Fact]
    public async Task Subtitles_carry_the_times_and_the_translation()
    {
        var name = Content.NewName();
        var workflow = await api.Http.SubmitAsync(Content.Text("a < b --> c", "adiós"), name);
        await api.Http.WatchAsync(workflow.Id);
        Assert.Equal(
            "1\r\n00:00:00,000 --> 00:00:00,900\r\na < b --> c\r\ntranslated 0\r\n\r\n2\r\n00:00:01,000 --> 00:00:01,900\r\nadiós\r\ntranslated 1\r\n\r\n",
            await api.Http.GetStringAsync($"/api/workflows/{workflow.Id}/export?format=srt", Ct));
        Assert.Equal(
            "WEBVTT\n\nNOTE The second lines are machine translation (tongue 2).\n\n1\n00:00:00.000 --> 00:00:00.900\na &lt; b --&gt; c\ntranslated 0\n\n2\n00:00:01.000 --> 00:00:01.900\nadiós\ntranslated 1\n\n",
            await api.Http.GetStringAsync($"/api/workflows/{workflow.Id}/export?format=vtt", Ct));
        Assert.Contains("Company: Acme\n", await api.Http.GetStringAsync($"/api/workflows/{workflow.Id}/export?format=txt", Ct), StringComparison.Ordinal);
        Assert.StartsWith("{\"workflow\":{\"id\":", await api.Http.GetStringAsync($"/api/workflows/{workflow.Id}/export?format=json", Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?format=docx")]
    public async Task A_format_that_there_is_not_is_said(string query)
    {
        var workflow = await api.Http.SubmitAsync(Content.Text("x"), Content.NewName());
        using var response = await api.Http.GetAsync($"/api/workflows/{workflow.Id}/export{query}", Ct);
        Assert.Equal("format", (await response.ProblemAsync(HttpStatusCode.BadRequest, "/problems/invalid-field")).GetProperty("field").GetString());
    }

    [Fact]
    public async Task The_recording_is_answered_in_ranges()
    {
        var wav = Content.Wav(10_000);
        var workflow = await api.Http.SubmitAsync(wav, Content.NewName(".wav"));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/workflows/{workflow.Id}/audio") { Headers = { Range = new RangeHeaderValue(4000, 4999) } };
        using var response = await api.Http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal("bytes 4000-4999/10000", response.Content.Headers.ContentRange!.ToString());
        Assert.Equal("audio/wav", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(wav[4000..5000], await response.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal($"\"{workflow.ContentSha256}\"", response.Headers.ETag!.Tag);
    }
}

public sealed class FormulaSafeTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("  =1+1", "'  =1+1")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("-5", "'-5")]
    [InlineData("plain = text", "plain = text")]
    [InlineData(null, "")]
    public void A_cell_that_a_spreadsheet_would_run_is_marked_as_text(string? cell, string written) => Assert.Equal(written, CsvExport.FormulaSafe(cell));
}
