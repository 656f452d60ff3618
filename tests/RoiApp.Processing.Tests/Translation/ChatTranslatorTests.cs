using System.Text.Json;
using RoiApp.Contracts.V1;
using RoiApp.Testing.OpenAI;
using Xunit;

namespace RoiApp.Processing.Tests.Translation;

public sealed class ChatTranslatorTests(Recordings recordings) : IClassFixture<Recordings>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Memo => recordings.Write("memo.txt", "Hoy me reuní con Javier Robles. Es un cliente potencial. La prioridad es alta."u8.ToArray());

    [Fact]
    public async Task Each_segment_is_asked_for_with_its_terms_in_the_form_of_the_schema()
    {
        await using var server = await OpenAIServer.StartAsync(Ct);
        server.Say = (request, _) => Task.FromResult(Translated("EN " + Asked(request).GetProperty("text").GetString()));
        await using var pipeline = server.Pipeline("Translation", ("Model", "any-model"));
        var events = await pipeline.RunFileAsync(Memo, Ct, options => options.TargetLanguage = "en");

        Assert.Equal(["EN Hoy me reuní con Javier Robles.", "EN Es un cliente potencial.", "EN La prioridad es alta."], Translations(events));
        Assert.Equal(("Spanish", "English"), (Asked(server.ChatRequests.First()).GetProperty("from").GetString(), Asked(server.ChatRequests.First()).GetProperty("to").GetString()));
        Assert.Equal("prospect", Asked(server.ChatRequests.ElementAt(1)).GetProperty("glossary").GetProperty("cliente potencial").GetString());
        var format = server.ChatRequests.First().GetProperty("response_format");
        Assert.Equal("json_schema", format.GetProperty("type").GetString());
        Assert.True(format.GetProperty("json_schema").GetProperty("strict").GetBoolean());
        var engine = events.Completion(StepName.Translation)!.Engine;
        Assert.Equal("any-model", engine.Name);
        Assert.Matches("^translation-1-[0-9a-f]{8}$", engine.Version);
    }

    public static TheoryData<string, string> BadAnswers => new()
    {
        { "not JSON", "form asked for" },
        { "{\"translation\":5}", "form asked for" },
        { "{\"text\":\"Today\"}", "form asked for" },
        { Translated(""), "empty" },
        { Translated(new string('a', 5_000)), "far longer" },
        { "", "empty" },
    };

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task A_bad_answer_costs_one_segment_and_apertium_translates_it(string bad, string why)
    {
        await using var server = await OpenAIServer.StartAsync(Ct);
        var asked = 0;
        server.Say = (_, _) => Task.FromResult(++asked == 1 ? bad : Translated("by the model"));
        await using var pipeline = server.Pipeline("Translation", ("FallBackToEmbedded", "true"));
        var events = await pipeline.RunFileAsync(Memo, Ct, options => options.TargetLanguage = "en");
        var translations = Translations(events);
        Assert.Contains("Javier Robles", translations[0], StringComparison.Ordinal);
        Assert.Equal(["by the model", "by the model"], translations.Skip(1));
        var completed = events.Completion(StepName.Translation)!;
        Assert.Equal("gpt-4o-mini+apertium", completed.Engine.Name);
        Assert.StartsWith("1 of 3 segments not by gpt-4o-mini", completed.Note, StringComparison.Ordinal);
        Assert.Contains(why, completed.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_refuses_is_not_asked_for_every_segment()
    {
        await using var server = await OpenAIServer.StartAsync(Ct);
        await using var pipeline = server.Pipeline("Translation", ("FallBackToEmbedded", "true"), ("ApiKey", "wrong"));
        var events = await pipeline.RunFileAsync(Memo, Ct, options => options.TargetLanguage = "en");
        Assert.Equal(1, server.Requests);
        var completed = events.Completion(StepName.Translation)!;
        Assert.Equal("apertium", completed.Engine.Name);
        Assert.Contains("Translation:ApiKey", completed.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_nobody_can_the_message_has_every_reason()
    {
        await using var server = await OpenAIServer.StartAsync(Ct);
        var settings = server.SettingsFor("Translation", ("FallBackToEmbedded", "true"), ("ApiKey", "wrong"), ("ModesDirectory", "/nowhere"));
        await using var pipeline = new Pipeline(settings);
        var failed = (await pipeline.RunFileAsync(Memo, Ct, options => options.TargetLanguage = "en")).Failure(StepName.Translation);
        Assert.Equal("engine-missing", failed?.Code);
        Assert.Contains("Translation:ApiKey", failed!.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install apertium", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_memo_in_two_languages_only_the_other_one_is_translated()
    {
        await using var pipeline = new Pipeline();
        var memo = recordings.Write("both.txt", "I met Anna Smith from Northwind today and we talked about the price. Luego hablamos de la lista de precios con el director. She will call us on Monday with the answer."u8.ToArray());
        var events = await pipeline.RunFileAsync(memo, Ct, options => options.TargetLanguage = "en");
        Assert.Equal(["en", "es", "en"], events.Segments().Select(segment => segment.Language));
        var translation = Assert.Single(events.Select(happened => happened.Translation).OfType<SegmentTranslation>());
        Assert.Equal(1, translation.Index);
        Assert.Contains("price list", translation.Text, StringComparison.Ordinal);
        Assert.Equal("en", events.Completion(StepName.Transcription)?.Language);
        // Whoever names the language knows better.
        events = await pipeline.RunFileAsync(memo, Ct, options => (options.TargetLanguage, options.Language) = ("en", "en"));
        Assert.All(events.Segments(), segment => Assert.Equal("en", segment.Language));
        Assert.True(events.Completion(StepName.Translation)?.Skipped);
    }

    private static string Translated(string text) => JsonSerializer.Serialize(new { translation = text });

    private static JsonElement Asked(JsonElement request) => JsonSerializer.Deserialize<JsonElement>(request.Last("user"));

    private static List<string> Translations(List<ProcessEvent> events) => [.. events.Select(happened => happened.Translation?.Text).OfType<string>()];
}
