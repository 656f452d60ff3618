using System.Security.Cryptography;
using System.Text.Json;
using RoiApp.Processing.Extraction;
using RoiApp.Processing.Transcription;
using RoiApp.Processing.Translation;
using RoiApp.Testing.OpenAI;

namespace RoiApp.Bench.Repeat;

/// <summary>
/// Speech, translation and extraction by a service that takes a tenth of a production system's usual times for a minute of memo (10 s, 1.5 s and 2 s),
/// hears the same words in the same recording, and counts what it is asked.
/// </summary>
internal sealed class BenchServices : IAsyncDisposable
{
    private const double Scale = 0.1;
    private const double WordsPerSecond = 2.5;

    private static readonly string[] s_names = ["Sarah Mitchell", "Laura Bennett", "James Carter", "Ana Torres", "Peter Walsh", "Maria Lopez", "David Kim", "Emma Stone"];
    private static readonly string[] s_companies = ["Northgate Dental", "River Valley Foods", "Harbor Logistics", "City Hospital", "Acme Tools"];
    private static readonly string[] s_topics = ["booking system", "price list", "delivery dates", "training for the front desk", "support contract", "pilot in the spring"];

    private readonly OpenAIServer _server;

    private BenchServices(OpenAIServer server) => _server = server;

    public int Recognitions => _server.SpeechRequests.Count;

    /// <summary>Translations and extractions.</summary>
    public int Conversations => _server.ChatRequests.Count;

    /// <summary>What Processing has to be told to use them.</summary>
    public string[] Settings => [.. new[] { SpeechOptions.Section, TranslationOptions.Section, ExtractionOptions.Section }.SelectMany(section => (string[])
        [$"--{section}:Provider=OpenAI", $"--{section}:Endpoint={_server.Endpoint}", $"--{section}:ApiKey={_server.Key}", $"--{section}:FallBackToEmbedded=false"])];

    public static async Task<BenchServices> StartAsync(CancellationToken ct)
    {
        var server = await OpenAIServer.StartAsync(ct);
        server.Hear = async (asked, within) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(asked.Seconds / 60 * 10 * Scale), within);
            return Heard(asked);
        };
        server.Say = async (request, within) =>
        {
            var data = JsonSerializer.Deserialize<JsonElement>(request.Last("user"));
            var translates = data.TryGetProperty("text", out var text);
            var words = (translates ? text : data.GetProperty("transcript")).GetString()!.Split([' ', '\n']).Length;
            await Task.Delay(TimeSpan.FromSeconds(words / WordsPerSecond / 60 * (translates ? 1.5 : 2) * Scale), within);
            return translates ? $$"""{"translation":"({{words}} palabras en español)"}""" : """{"contacts":[]}""";
        };
        return new(server);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    // By the recording's bytes: the same words each time, and most of them in every memo, as people talk.
    private static HeardSpeech Heard(SpeechRequest asked)
    {
        var by = SHA256.HashData(asked.Wav);
        string[] said =
        [
            $"I just met with {s_names[by[0] % s_names.Length]} from {s_companies[by[1] % s_companies.Length]}.",
            $"We discussed the {s_topics[by[2] % s_topics.Length]} and what it would cost them, {by[3]} seats in all.",
            "This is a prospective client, and the priority is high.",
            "The action items are: send the price list by Friday and schedule a demo.",
        ];
        var each = asked.Seconds / said.Length;
        return new("english", [.. said.Select((text, i) => new HeardSegment(i * each, (i + 1) * each, text, -0.1, []))]);
    }
}
