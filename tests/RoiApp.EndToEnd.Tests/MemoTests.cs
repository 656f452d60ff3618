using System.Net.Http.Json;
using RoiApp.Contracts.Rest;
using RoiApp.Testing;
using Xunit;

namespace RoiApp.EndToEnd.Tests;

public sealed class MemoTests(EmbeddedRoiApp embedded, ServersRoiApp servers)
{
    [Fact]
    public async Task The_same_recording_becomes_the_same_report_on_both_databases()
    {
        var ct = TestContext.Current.CancellationToken;
        var sample = SourceTree.Sample("01-northgate-dental.wav");
        // Fresh ones: names that a database knows from earlier reports are listened for.
        await using var sqlite = await RunningRoiApp.StartAsync("Embedded", ct);
        var onSqlite = await sqlite.Api.ReportAsync(sample, ct);
        await using var postgres = await RunningRoiApp.StartAsync("Servers", ct);
        var onPostgres = await postgres.Api.ReportAsync(sample, ct);

        var contact = Assert.Single(onSqlite.Report.Contacts);
        Assert.Equal("completed", onSqlite.Workflow.Status);
        Assert.Equal("prospective", contact.ContactType);
        Assert.Equal("high", contact.Priority);
        Assert.NotEmpty(contact.ActionItems);
        Assert.Equivalent(onSqlite.Transcript.Segments, onPostgres.Transcript.Segments, strict: true);
        Assert.Equivalent(onSqlite.Report.Contacts, onPostgres.Report.Contacts, strict: true);
    }

    [Fact]
    public async Task A_recording_tells_its_way_in_events_numbered_without_a_gap()
    {
        var ct = TestContext.Current.CancellationToken;
        var workflow = await embedded.App.Api.SubmitAsync(SourceTree.Sample("02-river-valley-foods.mp3"), ct);
        var events = await embedded.App.Api.WatchAsync(workflow.Id, ct);

        var states = events.Where(e => e.Type is not (EventTypes.Progress or EventTypes.Partial)).ToList();
        Assert.Equal(Enumerable.Range((int)states[0].Seq, states.Count).Select(seq => (long)seq), states.Select(e => e.Seq));
        Assert.True(events[^1].IsFinal());
        Assert.Contains(events, e => e.Type == EventTypes.Segment);
        Assert.Contains(events, e => e.Type == EventTypes.Report);
        var percents = events.Select(e => e.Percent).OfType<double>().ToList();
        Assert.Equal(percents.Order(), percents);
    }

    [Fact]
    public async Task A_spanish_transcript_is_read_in_spanish_and_translated()
    {
        var results = await servers.App.Api.ReportAsync(SourceTree.Sample("05-clinica-san-rafael.es.vtt"), TestContext.Current.CancellationToken);
        var contact = Assert.Single(results.Report.Contacts);
        Assert.Equal("Javier Robles", contact.Name);
        Assert.Equal("director médico", contact.Position);
        Assert.Equal("prospective", contact.ContactType);
        Assert.Equal("es", results.Transcript.Language);
        Assert.All(results.Transcript.Segments, segment => Assert.False(string.IsNullOrWhiteSpace(segment.Translation)));
        Assert.Contains("prospect", string.Join(' ', results.Transcript.Segments.Select(segment => segment.Translation)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_spanish_recording_fails_with_the_engine_that_would_read_it_and_is_kept()
    {
        var ct = TestContext.Current.CancellationToken;
        using var form = new MultipartFormDataContent { { new StringContent("es"), "language" } };
        await using var content = File.OpenRead(SourceTree.Sample("02-river-valley-foods.mp3"));
        form.Add(new StreamContent(content), "file", "memo.mp3");
        using var answer = await embedded.App.Api.PostAsync("/api/workflows", form, ct);
        var workflow = (await answer.Content.ReadFromJsonAsync<WorkflowResource>(ct))!;
        await embedded.App.Api.WatchAsync(workflow.Id, ct);

        var failed = (await embedded.App.Api.GetFromJsonAsync<WorkflowResource>($"/api/workflows/{workflow.Id}", ct))!;
        Assert.Equal("failed", failed.Status);
        Assert.Equal("language-unsupported", failed.Error!.Code);
        var audio = await embedded.App.Api.GetByteArrayAsync($"/api/workflows/{workflow.Id}/audio", ct);
        Assert.Equal(content.Length, audio.Length);
    }
}
