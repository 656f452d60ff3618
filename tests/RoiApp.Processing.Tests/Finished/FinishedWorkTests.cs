using System.Text.Json;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Extraction;
using RoiApp.Processing.Finished;
using RoiApp.Processing.Translation;
using RoiApp.ServiceDefaults.Caching;
using RoiApp.Testing.OpenAI;
using Xunit;

namespace RoiApp.Processing.Tests.Finished;

public sealed class FinishedWorkTests(Recordings recordings) : IClassFixture<Recordings>
{
    private static readonly Segment[] s_memo = [new() { Index = 0, StartMs = 0, EndMs = 4_000, Text = "i met sarah mitchell call her by friday", Confidence = 0.8f, Language = "en" }];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Memo => recordings.Write("finished.txt", "Hoy me reuní con Javier Robles. Es un cliente potencial. Hay que llamarlo el viernes."u8.ToArray());

    [Fact]
    public async Task The_same_memo_is_asked_for_once_and_each_report_says_who_made_it()
    {
        await using var server = await ServerAsync();
        await using var pipeline = new Pipeline(Settings(server), caching: true);

        var first = await pipeline.RunFileAsync(Memo, Ct, options => options.TargetLanguage = "en");
        var asked = server.Requests;
        var again = await pipeline.RunFileAsync(Memo, Ct, options => options.TargetLanguage = "en");

        Assert.Equal(4, asked); // Three segments and a report.
        Assert.Equal(asked, server.Requests);
        Assert.Equal(Translations(first), Translations(again));
        Assert.Equal(Report(first), Report(again));
        Assert.Equal(["gpt-4o-mini", "gpt-4o-mini"], Engines(again).Select(engine => engine.Name));
        Assert.Equal(Engines(first), Engines(again));
        Assert.Contains(again, happened => happened.Progress is not null);
    }

    [Fact]
    public async Task Days_are_counted_from_the_day_of_each_recording()
    {
        await using var pipeline = new Pipeline([], caching: true);

        var first = await DueAsync("2026-03-02");
        var later = await DueAsync("2026-03-09");

        Assert.Equal(("2026-03-06", "2026-03-13"), (first, later));
        var figures = pipeline.Get<CacheStatistics>().Of(CacheFamilies.Extraction).Read();
        Assert.Equal((1, 1), (figures.Misses, figures.Hits));

        async Task<string> DueAsync(string recordedOn)
        {
            var path = recordings.Write("due.txt", "Name: Sarah Mitchell. Company: Northwind. Action items: send the offer by Friday."u8.ToArray());
            return Report(await pipeline.RunFileAsync(path, Ct, options => options.RecordedOn = recordedOn)).Contacts.Single().ActionItems.Single().DueOn;
        }
    }

    [Fact]
    public async Task Whatever_an_engine_looks_at_makes_another_memo_and_a_translation_does_not()
    {
        await using var server = await ServerAsync();
        await using var pipeline = new Pipeline(Settings(server), caching: true);
        await ExtractAsync(pipeline, s_memo, "en");
        Assert.Equal(1, server.Requests);

        await ExtractAsync(pipeline, [With(segment => segment.Translation = "conocí a sarah mitchell")], "en");
        Assert.Equal(1, server.Requests);

        await ExtractAsync(pipeline, [With(segment => segment.EndMs++)], "en");
        await ExtractAsync(pipeline, [With(segment => segment.Confidence = 0.7f)], "en");
        await ExtractAsync(pipeline, [With(segment => segment.Words.Add(new Word { Text = "i", EndMs = 100 }))], "en");
        await ExtractAsync(pipeline, s_memo, "en-GB");
        Assert.Equal(5, server.Requests);
    }

    [Fact]
    public async Task Reports_handed_out_are_copies()
    {
        await using var pipeline = new Pipeline([], caching: true);
        var first = await ExtractAsync(pipeline, s_memo, "en");
        var before = first.Clone();
        first.Contacts.Clear();

        Assert.Equal(before, await ExtractAsync(pipeline, s_memo, "en"));
    }

    [Fact]
    public async Task Who_wants_the_same_at_the_same_time_waits_for_one()
    {
        await using var server = await ServerAsync();
        var say = server.Say;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Say = async (request, ct) =>
        {
            await gate.Task.WaitAsync(ct);
            return await say(request, ct);
        };
        await using var pipeline = new Pipeline(Settings(server), caching: true);

        var all = Enumerable.Range(0, 50).Select(_ => TranslateAsync(pipeline, "la propuesta")).ToList();
        gate.SetResult();

        Assert.All(await Task.WhenAll(all), translation => Assert.Equal("EN la propuesta", translation));
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task What_failed_is_asked_for_again()
    {
        await using var server = await ServerAsync();
        var say = server.Say;
        server.Say = (_, _) => Task.FromResult("not JSON");
        await using var pipeline = new Pipeline(Settings(server), caching: true);
        await Assert.ThrowsAsync<StepException>(() => TranslateAsync(pipeline, "la propuesta"));

        server.Say = say;

        Assert.Equal("EN la propuesta", await TranslateAsync(pipeline, "la propuesta"));
    }

    [Fact]
    public async Task Another_engine_pair_or_text_is_translated_by_itself()
    {
        await using var server = await ServerAsync();
        await using var one = new Pipeline(Settings(server), caching: true);
        await TranslateAsync(one, "la propuesta");
        await TranslateAsync(one, "la propuesta ");
        await TranslateAsync(one, "la propuesta", to: "fr");
        Assert.Equal(3, server.Requests);

        var work = one.Get<FinishedWork>();
        await using var other = new Pipeline(server.SettingsFor("Translation", ("Model", "another")), caching: true);
        await work.TranslateAsync(other.Get<Translators>().InOrder[0], "la propuesta", "es", "en", Ct);
        Assert.Equal(4, server.Requests);
    }

    private static async Task<OpenAIServer> ServerAsync()
    {
        var server = await OpenAIServer.StartAsync(Ct);
        server.Say = (request, _) => Task.FromResult(Asked(request).TryGetProperty("transcript", out var _)
            ? """{"contacts":[]}"""
            : JsonSerializer.Serialize(new { translation = "EN " + Asked(request).GetProperty("text").GetString() }));
        return server;
    }

    private static JsonElement Asked(JsonElement request) =>
        JsonSerializer.Deserialize<JsonElement>(request.GetProperty("messages").EnumerateArray().Last(message => message.GetProperty("role").GetString() == "user").GetProperty("content").GetString()!);

    private static Dictionary<string, string?> Settings(OpenAIServer server) =>
        new(server.SettingsFor("Translation").Concat(server.SettingsFor("Extraction")), StringComparer.Ordinal);

    private static Task<string> TranslateAsync(Pipeline pipeline, string text, string to = "en") =>
        pipeline.Get<FinishedWork>().TranslateAsync(pipeline.Get<Translators>().InOrder[0], text, "es", to, Ct);

    private static Task<Report> ExtractAsync(Pipeline pipeline, IReadOnlyList<Segment> memo, string language) =>
        pipeline.Get<FinishedWork>().ExtractAsync(pipeline.Get<ReportExtractors>().InOrder[0], memo, language, Ct);

    private static Segment With(Action<Segment> change)
    {
        var copy = s_memo[0].Clone();
        change(copy);
        return copy;
    }

    private static List<string> Translations(IEnumerable<ProcessEvent> events) => [.. events.Select(happened => happened.Translation).OfType<SegmentTranslation>().Select(t => t.Text)];

    private static Report Report(IEnumerable<ProcessEvent> events) => events.Select(happened => happened.Report).OfType<Report>().Single();

    private static List<Engine> Engines(IReadOnlyList<ProcessEvent> events) => [events.Completion(StepName.Translation)!.Engine, events.Completion(StepName.Extraction)!.Engine];
}
