using System.Net;
using Grpc.Core;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Pipeline;

public sealed class WorkflowRunOnSqliteTests(SqliteApi api) : WorkflowRunTests(api), IClassFixture<SqliteApi>;

public sealed class WorkflowRunOnPostgresTests(PostgresApi api) : WorkflowRunTests(api), IClassFixture<PostgresApi>;

/// <summary>A memo's whole way through the Api, and the ways in which it can go wrong at Processing.</summary>
public abstract class WorkflowRunTests(ApiFixture api)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_memo_goes_in_and_a_report_comes_out()
    {
        var name = Content.NewName();
        var workflow = await api.Http.SubmitAsync(Content.Text("hola", "adiós"), name, ("name", "Lunch"), ("language", "es"), ("priority", "high"));
        var events = await api.Http.WatchAsync(workflow.Id);

        var results = await api.Http.ResultsAsync(workflow.Id);
        Assert.Equal(("completed", 100.0, "es", 2000L), (results.Workflow.Status, results.Workflow.Progress, results.Workflow.Language, results.Workflow.DurationMs));
        Assert.Equal(["transcription", "translation", "extraction"], results.Workflow.Steps.Select(s => s.Name));
        Assert.All(results.Workflow.Steps, s => Assert.Equal(("completed", 42L), (s.Status, s.ElapsedMs)));
        Assert.Equal(["ears 1", "tongue 2", "wits 3"], results.Workflow.Steps.Select(s => s.Engine));
        Assert.Equal([("hola", "translated 0"), ("adiós", "translated 1")], results.Transcript.Segments.Select(s => (s.Text, s.Translation)));
        var contact = Assert.Single(results.Report.Contacts);
        Assert.Equal(("María López", "Acme", "CFO", "the new budget", "prospective", "high"), (contact.Name, contact.Company, contact.Position, contact.Discussion, contact.ContactType, contact.Priority));
        Assert.Equal(["send the offer", "call back"], contact.ActionItems);
        Assert.Equal([new("send the offer", "Ana", new DateOnly(2026, 5, 8)), new("call back", null, null)], contact.Actions);
        Assert.Equal("María López", Assert.Single(contact.Provenance["name"]).Quote);
        Assert.Equal(0.9, contact.Confidence["company"]);

        Assert.Equal(["queued", "running", "completed"], events.Select(e => e.Status()).OfType<string>());
        Assert.Equal(Enumerable.Range(1, (int)results.Workflow.LastSeq).Select(i => (long)i), events.Kept().Select(e => e.Seq));
        Assert.Equal(2, events.Count(e => e.Type == EventTypes.Segment));
        Assert.Equal(3, events.Count(e => e.Type == EventTypes.StepCompleted));
    }

    [Fact]
    public async Task A_recording_goes_out_with_the_contacts_of_earlier_reports_and_comes_back_with_its_guessed_words_marked()
    {
        await api.Http.WatchAsync((await api.Http.SubmitAsync(Content.Text("hola"), Content.NewName(), ("name", "Earlier"))).Id);
        var name = Content.NewName(".wav");
        api.Processing.On(name, async call =>
        {
            await call.ReadAsync();
            await call.SayAsync(new Wire.ProcessEvent { StepStarted = new Wire.StepStarted { Step = Wire.StepName.Transcription, Engine = Script.Ears } });
            await call.SayAsync(new Wire.ProcessEvent
            {
                Segment = new Wire.Segment
                {
                    Text = "The man, the plan.",
                    EndMs = 400,
                    Confidence = 0.7f,
                    Language = "en",
                    Words = { Word("The", 0, 0.9f), Word("man", 100, 0.3f), Word("the", 200, 0.2f), Word("plan", 300, 0.9f) },
                },
            });
            await call.SayAsync(new Wire.ProcessEvent { StepCompleted = new Wire.StepCompleted { Step = Wire.StepName.Transcription, Engine = Script.Ears, Language = "en" } });
            await Script.TranslateAsync(call, 1);
            await Script.ExtractAsync(call, new Wire.Contact
            {
                Name = "maria low pass",
                Evidence = { new Wire.FieldEvidence { Field = "name", Quote = "maria low pass", Confidence = 0.4f, SoundsLike = "María López" } },
            });
        });
        var workflow = await api.Http.SubmitAsync(Content.Wav(2_000), name, ("language", "en"));
        await api.Http.WatchAsync(workflow.Id);

        Assert.Contains(new Wire.KnownContact { Name = "María López", Company = "Acme" }, Assert.Single(api.Processing.CallsFor(name)).Options.KnownContacts);
        var results = await api.Http.ResultsAsync(workflow.Id);
        Assert.Equal([new UnsureWord(4, 3, 100, 200, 0.3), new UnsureWord(9, 3, 200, 300, 0.2)], Assert.Single(results.Transcript.Segments).UnsureWords);
        var contact = Assert.Single(results.Report.Contacts);
        Assert.Equal(("maria low pass", "María López"), (contact.Name, Assert.Single(contact.Provenance["name"]).SoundsLike));

        static Wire.Word Word(string text, long startMs, float confidence) => new() { Text = text, StartMs = startMs, EndMs = startMs + 100, Confidence = confidence };
    }

    [Fact]
    public async Task Processing_gets_the_bytes_that_were_uploaded_and_the_wishes_with_them()
    {
        var name = Content.NewName(".wav");
        var received = new TaskCompletionSource<byte[]>();
        api.Processing.On(name, async call =>
        {
            received.SetResult(await call.ReadAsync());
            await Script.TranscribeAsync(call, "hi");
            await Script.TranslateAsync(call, 1);
            await Script.ExtractAsync(call);
        });
        var wav = Content.Wav(700_001); // Several chunks, the last of them short.
        var workflow = await api.Http.SubmitAsync(wav, name, ("language", "es-MX"), ("targetLanguage", "none"));
        await api.Http.WatchAsync(workflow.Id);
        Assert.Equal(wav, await received.Task);
        var options = Assert.Single(api.Processing.CallsFor(name)).Options;
        Assert.Equal((Wire.SourceKind.Audio, "es-MX", "", 700_001L), (options.Source, options.Language, options.TargetLanguage, options.ContentBytes));
    }

    [Fact]
    public async Task A_step_that_cannot_be_done_fails_the_workflow_and_keeps_what_was_found()
    {
        var name = Content.NewName();
        api.Processing.On(name, async call =>
        {
            await call.ReadAsync();
            await Script.TranscribeAsync(call, "hola");
            await call.SayAsync(Script.Started(Wire.StepName.Translation, Script.Tongue));
            await call.SayAsync(Script.Failed(Wire.StepName.Translation, "engine-missing", "No engine translates es-en. Install one."));
            await Script.ExtractAsync(call);
        });
        var workflow = await api.Http.SubmitAsync(Content.Text("hola"), name);
        await api.Http.WatchAsync(workflow.Id);
        var results = await api.Http.ResultsAsync(workflow.Id);
        Assert.Equal(("failed", "engine-missing", "No engine translates es-en. Install one."), (results.Workflow.Status, results.Workflow.Error?.Code, results.Workflow.Error?.Message));
        Assert.Equal(["completed", "failed", "completed"], results.Workflow.Steps.Select(s => s.Status));
        Assert.Equal("hola", Assert.Single(results.Transcript.Segments).Text);
        Assert.Single(results.Report.Contacts);
    }

    [Fact]
    public async Task Retry_resumes_at_the_failed_step_with_the_segments_of_the_finished_one()
    {
        var name = Content.NewName();
        api.Processing.On(name, async call =>
        {
            await call.ReadAsync();
            await Script.TranscribeAsync(call, "hola", "adiós");
            await call.SayAsync(Script.Failed(Wire.StepName.Translation, "engine-missing", "Install an engine."));
            await call.SayAsync(Script.Failed(Wire.StepName.Extraction, "engine-missing", "Install an engine."));
        });
        var workflow = await api.Http.SubmitAsync(Content.Text("hola", "adiós"), name);
        await api.Http.WatchAsync(workflow.Id);

        api.Processing.On(name, Script.WholeAsync);
        using var retried = await api.Http.PostAsync($"/api/workflows/{workflow.Id}/retry", null, Ct);
        Assert.Equal(HttpStatusCode.Accepted, retried.StatusCode);
        await api.Http.WatchAsync(workflow.Id);

        var results = await api.Http.ResultsAsync(workflow.Id);
        Assert.Equal("completed", results.Workflow.Status);
        Assert.Null(results.Workflow.Error);
        var second = api.Processing.CallsFor(name)[1];
        Assert.True(second.Options.TranscriptionDone);
        Assert.Equal([("hola", "es", "hola"), ("adiós", "es", "adiós")], second.FinishedSegments.Select(s => (s.Text, s.Language, s.Words.Single().Text)));
        Assert.Equal(["translated 0", "translated 1"], results.Transcript.Segments.Select(s => s.Translation));
    }

    [Fact]
    public async Task What_no_database_can_store_does_not_spoil_what_was_said()
    {
        var name = Content.NewName();
        api.Processing.On(name, async call =>
        {
            await call.ReadAsync();
            await Script.TranscribeAsync(call, "ho\0la María");
            await call.SayAsync(Script.Started(Wire.StepName.Translation, Script.Tongue));
            await call.SayAsync(new() { Translation = new() { Index = 0, Text = "hel\0lo María" } });
            await call.SayAsync(Script.Completed(Wire.StepName.Translation, Script.Tongue));
            await Script.ExtractAsync(call, new Wire.Contact { Name = "Mar\0ía" });
        });
        var workflow = await api.Http.SubmitAsync(Content.Text("hola"), name);
        await api.Http.WatchAsync(workflow.Id);

        var results = await api.Http.ResultsAsync(workflow.Id);
        Assert.Equal("completed", results.Workflow.Status);
        Assert.Equal(("hola María", "hello María"), (results.Transcript.Segments.Single().Text, results.Transcript.Segments.Single().Translation));
        Assert.Equal("María", results.Report!.Contacts.Single().Name);
    }

    [Fact]
    public async Task Retry_after_a_failed_translation_keeps_the_report()
    {
        var name = Content.NewName();
        api.Processing.On(name, async call =>
        {
            await call.ReadAsync();
            await Script.TranscribeAsync(call, "hola");
            await call.SayAsync(Script.Failed(Wire.StepName.Translation, "engine-missing", "Install an engine."));
            await Script.ExtractAsync(call);
        });
        var workflow = await api.Http.SubmitAsync(Content.Text("hola"), name);
        await api.Http.WatchAsync(workflow.Id);
        var found = (await api.Http.ResultsAsync(workflow.Id)).Report;

        api.Processing.On(name, Script.WholeAsync);
        using var retried = await api.Http.PostAsync($"/api/workflows/{workflow.Id}/retry", null, Ct);
        await api.Http.WatchAsync(workflow.Id);

        var second = api.Processing.CallsFor(name)[1].Options;
        Assert.Equal((true, false, true), (second.TranscriptionDone, second.TranslationDone, second.ExtractionDone));
        var results = await api.Http.ResultsAsync(workflow.Id);
        Assert.Equal("completed", results.Workflow.Status);
        Assert.Equivalent(found, results.Report, strict: true);
    }

    [Fact]
    public async Task A_retryable_failure_is_tried_again_by_itself()
    {
        var name = Content.NewName();
        api.Processing.On(name, async call =>
        {
            if (api.Processing.CallsFor(name).Count == 1)
            {
                await call.ReadAsync();
                await call.SayAsync(Script.Failed(Wire.StepName.Transcription, "engine-crashed", "The recogniser fell over.", retryable: true));
                return;
            }
            await Script.WholeAsync(call);
        });
        var workflow = await api.Http.SubmitAsync(Content.Text("hola"), name);
        var events = await api.Http.WatchAsync(workflow.Id);
        Assert.Equal(["queued", "running", "queued", "running", "completed"], events.Select(e => e.Status()).OfType<string>());
        Assert.Contains(events, e => e.Message is { } m && m.StartsWith("The recogniser fell over. Trying again in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_full_processing_is_asked_again_without_spending_an_attempt()
    {
        var name = Content.NewName();
        api.Processing.On(name, async call =>
        {
            if (api.Processing.CallsFor(name).Count < 12) // More often than a job has attempts.
            {
                call.Trailers.Add("retry-after-ms", "5");
                throw new RpcException(new(StatusCode.ResourceExhausted, "full"));
            }
            await Script.WholeAsync(call);
        });
        var workflow = await api.Http.SubmitAsync(Content.Text("hola"), name);
        var events = await api.Http.WatchAsync(workflow.Id);
        Assert.Equal("completed", events[^1].Status());
        Assert.Single(events, e => e.Message == "All engines are busy; waiting for a free one."); // Said once, not with every look.
    }

    [Fact]
    public async Task A_processing_that_goes_down_in_good_order_costs_no_attempt_and_no_finished_step()
    {
        var name = Content.NewName();
        api.Processing.On(name, async call =>
        {
            await call.ReadAsync();
            if (!call.Options.TranscriptionDone)
            {
                await Script.TranscribeAsync(call, "hola");
            }
            if (api.Processing.CallsFor(name).Count < 12)
            {
                call.Trailers.Add("retry-after-ms", "0");
                throw new RpcException(new(StatusCode.Unavailable, "going down"));
            }
            await Script.TranslateAsync(call, 1);
            await Script.ExtractAsync(call);
        });
        var workflow = await api.Http.SubmitAsync(Content.Text("hola"), name);
        var events = await api.Http.WatchAsync(workflow.Id);
        Assert.Equal("completed", events[^1].Status());
        Assert.Single(events, e => e is { Type: EventTypes.StepCompleted, Step: "transcription" });
    }

    [Fact]
    public async Task A_call_that_breaks_every_time_ends_as_failed_with_the_reason()
    {
        var name = Content.NewName();
        api.Processing.On(name, async call =>
        {
            await call.ReadAsync();
            await call.SayAsync(Script.Started(Wire.StepName.Transcription, Script.Ears));
            throw new RpcException(new(StatusCode.Internal, "boom"));
        });
        var workflow = await api.Http.SubmitAsync(Content.Text("hola"), name);
        await api.Http.WatchAsync(workflow.Id);
        var ended = await api.Http.GetAsync(workflow.Id);
        Assert.Equal(("failed", "processing-failed", "Processing failed (Internal): boom"), (ended.Status, ended.Error?.Code, ended.Error?.Message));
        Assert.Equal(8, api.Processing.CallsFor(name).Count);
    }

    [Fact]
    public async Task A_refused_call_fails_at_once()
    {
        var name = Content.NewName();
        api.Processing.On(name, _ => throw new RpcException(new(StatusCode.InvalidArgument, "options.language is no tag")));
        var workflow = await api.Http.SubmitAsync(Content.Text("hola"), name);
        await api.Http.WatchAsync(workflow.Id);
        Assert.Equal("processing-refused", (await api.Http.GetAsync(workflow.Id)).Error?.Code);
        Assert.Single(api.Processing.CallsFor(name));
    }

    [Fact]
    public async Task A_recording_that_is_gone_from_the_store_is_said_to_be()
    {
        var name = Content.NewName(".wav");
        var atWork = new TaskCompletionSource();
        api.Processing.On(name, async call =>
        {
            await call.ReadAsync();
            atWork.SetResult();
            await Task.Delay(Timeout.Infinite, call.Cancelled);
        });
        var workflow = await api.Http.SubmitAsync(Content.Wav(5000), name);
        await atWork.Task.WaitAsync(Ct);
        using var cancelled = await api.Http.PostAsync($"/api/workflows/{workflow.Id}/cancel", null, Ct);
        File.Delete(Path.Combine(api.Directory, "audio", workflow.ContentSha256));
        using var retried = await api.Http.PostAsync($"/api/workflows/{workflow.Id}/retry", null, Ct);
        await retried.ProblemAsync(HttpStatusCode.Gone, "/problems/audio-missing");
        using var audio = await api.Http.GetAsync($"/api/workflows/{workflow.Id}/audio", Ct);
        await audio.ProblemAsync(HttpStatusCode.Gone, "/problems/audio-missing");
    }
}
