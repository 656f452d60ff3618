using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Pipeline;

public sealed class KnownTranscriptsOnSqliteTests(SqliteApi api) : KnownTranscriptsTests(api), IClassFixture<SqliteApi>;

public sealed class KnownTranscriptsOnPostgresTests(PostgresApi api) : KnownTranscriptsTests(api), IClassFixture<PostgresApi>;

/// <summary>What is done, and what is not, when a recording comes a second time.</summary>
public abstract class KnownTranscriptsTests(ApiFixture api) : IAsyncLifetime
{
    private RunningApi? _server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private HttpClient Http => _server!.Http;

    public async ValueTask InitializeAsync()
    {
        api.Processing.Recogniser = Script.Ears;
        _server = await api.StartAsync("--Pipeline:ReuseTranscripts=true");
        await api.Api.StopAsync(); // It shares the queue, and hears everything.
    }

    public async ValueTask DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? default);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_recording_that_comes_again_is_not_heard_again_and_gets_a_report_of_its_own()
    {
        var recording = Recording();
        var first = await RunAsync(recording);
        var again = await RunAsync(recording);

        Assert.Equal(("completed", "es", first.Results.Workflow.DurationMs), (again.Results.Workflow.Status, again.Results.Workflow.Language, again.Results.Workflow.DurationMs));
        Assert.Equal([(true, "ears 1"), (false, "tongue 2"), (false, "wits 3")], again.Results.Workflow.Steps.Select(s => (s.Cached, s.Engine!)));
        Assert.Equal(first.Results.Transcript.Segments.Select(s => (s.StartMs, s.Text, s.Confidence)), again.Results.Transcript.Segments.Select(s => (s.StartMs, s.Text, s.Confidence)));
        Assert.Single(again.Results.Report!.Contacts);
        Assert.True(again.Call.Options.TranscriptionDone);
        Assert.Equal(["hola", "adiós"], again.Call.FinishedSegments.Select(s => s.Text));

        Assert.Equal(Enumerable.Range(1, (int)again.Results.Workflow.LastSeq).Select(i => (long)i), again.Events.Kept().Select(e => e.Seq));
        Assert.Equal(["queued", "running", "completed"], again.Events.Select(e => e.Status()).OfType<string>());
        Assert.Equal(2, again.Events.Count(e => e.Type == EventTypes.Segment));
    }

    [Fact]
    public async Task Another_engine_or_another_wish_of_language_hears_it_anew()
    {
        var recording = Recording();
        await RunAsync(recording, ("language", "es"));

        Assert.False((await RunAsync(recording, ("language", "auto"))).Call.Options.TranscriptionDone);
        api.Processing.Recogniser = new() { Name = "ears", Version = "2" };
        Assert.False((await RunAsync(recording, ("language", "es"))).Call.Options.TranscriptionDone);
        api.Processing.Recogniser = Script.Ears;
        Assert.True((await RunAsync(recording, ("language", "es"))).Call.Options.TranscriptionDone);
    }

    [Fact]
    public async Task What_was_deleted_is_forgotten()
    {
        var recording = Recording();
        var first = await RunAsync(recording);
        using var deleted = await Http.DeleteAsync($"/api/workflows/{first.Results.Workflow.Id}", Ct);
        Assert.True(deleted.IsSuccessStatusCode);

        Assert.False((await RunAsync(recording)).Call.Options.TranscriptionDone);
    }

    [Fact]
    public async Task A_transcription_that_failed_is_not_taken_over()
    {
        var recording = Recording();
        var failed = await RunAsync(recording, async call =>
        {
            await call.ReadAsync();
            await call.SayAsync(Script.Started(Wire.StepName.Transcription, Script.Ears));
            await call.SayAsync(Script.Segment(0, "ho"));
            await call.SayAsync(Script.Failed(Wire.StepName.Transcription, "recogniser-failed", "It gave up."));
        });
        Assert.Equal("failed", failed.Results.Workflow.Status);

        Assert.False((await RunAsync(recording)).Call.Options.TranscriptionDone);
    }

    [Fact]
    public async Task Without_the_setting_everything_is_heard()
    {
        await using var server = await api.StartAsync();
        await _server!.StopAsync();
        var recording = Recording();
        await RunAsync(server.Http, recording, Heard);

        Assert.False((await RunAsync(server.Http, recording, Heard)).Call.Options.TranscriptionDone);
    }

    private static byte[] Recording()
    {
        var wav = Content.Wav();
        Guid.NewGuid().TryWriteBytes(wav.AsSpan(100));
        return wav;
    }

    private static async Task Heard(ScriptedCall call)
    {
        await call.ReadAsync();
        if (!call.Options.TranscriptionDone)
        {
            await Script.TranscribeAsync(call, "hola", "adiós");
        }
        await Script.TranslateAsync(call, 2);
        await Script.ExtractAsync(call);
    }

    private Task<(ResultsResource Results, List<EventResource> Events, ScriptedCall Call)> RunAsync(byte[] recording, params (string Name, string Value)[] fields) =>
        RunAsync(Http, recording, Heard, fields);

    private Task<(ResultsResource Results, List<EventResource> Events, ScriptedCall Call)> RunAsync(byte[] recording, Func<ScriptedCall, Task> script) => RunAsync(Http, recording, script);

    private async Task<(ResultsResource Results, List<EventResource> Events, ScriptedCall Call)> RunAsync(
        HttpClient http, byte[] recording, Func<ScriptedCall, Task> script, params (string Name, string Value)[] fields)
    {
        var name = Content.NewName(".wav");
        api.Processing.On(name, script);
        var workflow = await http.SubmitAsync(recording, name, fields);
        var events = await http.WatchAsync(workflow.Id);
        return (await http.ResultsAsync(workflow.Id), [.. events], api.Processing.CallsFor(name)[^1]);
    }
}
