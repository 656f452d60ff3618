using RoiApp.Processing.Transcription.PocketSphinx;
using RoiApp.Testing.OpenAI;

namespace RoiApp.Processing.Tests;

/// <summary>Pipelines whose engines are services.</summary>
internal static class ServicePipelines
{
    /// <summary>The settings that put a step in the hands of a server, with quick retries and no embedded engine behind it.</summary>
    public static Dictionary<string, string?> SettingsFor(this OpenAIServer server, string section, params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            [$"{section}:Provider"] = "OpenAI",
            [$"{section}:Endpoint"] = server.Endpoint.ToString(),
            [$"{section}:ApiKey"] = server.Key,
            [$"{section}:RetryDelay"] = "00:00:00.010",
            [$"{section}:FallBackToEmbedded"] = "false",
        };
        foreach (var (name, value) in more)
        {
            settings[$"{section}:{name}"] = value;
        }
        return settings;
    }

    public static Pipeline Pipeline(this OpenAIServer server, string section, params (string Name, string Value)[] more) => new(server.SettingsFor(section, more));

    /// <summary>Lets a server hear with PocketSphinx: real words with their times.</summary>
    public static void HearWith(this OpenAIServer server, SphinxPool pool) => server.Hear = async (request, ct) =>
    {
        var words = await pool.RecogniseAsync(request.Samples, _ => { }, null, null, ct);
        return words.Count == 0
            ? HeardSpeech.Silence
            : new HeardSpeech("english", [new HeardSegment(words[0].StartMs / 1000.0, words[^1].EndMs / 1000.0, string.Join(' ', words.Select(word => word.Text)), -0.2,
                [.. words.Select(word => new HeardWord(word.Text, word.StartMs / 1000.0, word.EndMs / 1000.0))])]);
    };
}
