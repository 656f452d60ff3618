using System.Diagnostics;
using System.Text.Json;
using RoiApp.Testing;
using RoiApp.Testing.OpenAI;
using Xunit;

namespace RoiApp.Processing.Tests.Services;

/// <summary>OpenAI's own JavaScript client, as published, finds in the tests' server the service that it was made for: what RoiApp is tested against is the protocol.</summary>
public sealed class OpenAIPeerTests
{
    private static readonly HeardSpeech s_heard = new("spanish",
    [
        new HeardSegment(0.5, 1, "Hola a todos.", -0.1, [new("Hola", 0.5, 0.7), new("a", 0.7, 0.8), new("todos", 0.8, 1)]),
        new HeardSegment(2, 3, "Hasta mañana.", -0.7, [new("Hasta", 2, 2.4), new("mañana", 2.4, 2.9)]),
    ]);

    [Fact]
    public async Task The_published_client_understands_answers_streams_and_errors()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var server = await OpenAIServer.StartAsync(ct);
        server.Models = ["whisper-1", "gpt-4o-mini"];
        server.Hear = (_, _) => Task.FromResult(s_heard);
        server.Say = (_, _) => Task.FromResult("""{"greeting":"hello"}""");
        // models, four transcriptions, then the conversation.
        server.FailNext(Fault.None, Fault.None, Fault.None, Fault.None, Fault.None, Fault.TooMany(1));

        var understood = await AskAsync(server, ct);

        Assert.Equal(["whisper-1", "gpt-4o-mini"], understood.GetProperty("models").EnumerateArray().Select(model => model.GetString()));
        var verbose = understood.GetProperty("verbose");
        Assert.Equal("spanish", verbose.GetProperty("language").GetString());
        Assert.Equal(["Hola", "a", "todos", "Hasta", "mañana"], verbose.GetProperty("words").EnumerateArray().Select(word => word.GetProperty("word").GetString()));
        Assert.Equal([0.5, 2], verbose.GetProperty("segments").EnumerateArray().Select(segment => segment.GetProperty("start").GetDouble()));
        Assert.Equal("Hola a todos. Hasta mañana.", understood.GetProperty("json").GetProperty("text").GetString());
        Assert.Equal("Hola a todos. Hasta mañana.\n", understood.GetProperty("text").GetString());
        Assert.Equal(
            ["transcript.text.delta", "transcript.text.delta", "transcript.text.done"],
            understood.GetProperty("events").EnumerateArray().Select(happened => happened.GetProperty("type").GetString()));
        Assert.Equal("""{"greeting":"hello"}""", understood.GetProperty("chat").GetString());
        var errors = understood.GetProperty("errors");
        Assert.Equal(("AuthenticationError", 401, "invalid_api_key"), Error(errors, "key", "code"));
        Assert.Equal(("BadRequestError", 400, "response_format"), Error(errors, "format", "param"));
        Assert.Equal(("NotFoundError", 404, "model"), Error(errors, "model", "param"));
        Assert.Equal(("BadRequestError", 400, "response_format"), Error(errors, "schema", "param"));

        var asked = Assert.Single(server.SpeechRequests, request => request.Format == "verbose_json");
        Assert.Equal(("es", "whisper-1"), (asked.Language, asked.Model));
        Assert.Equal(["word", "segment"], asked.Granularities);
        Assert.Equal(await File.ReadAllBytesAsync(Recordings.Memo, ct), asked.Wav);
    }

    private static (string? Is, int Status, string? Detail) Error(JsonElement errors, string name, string detail)
    {
        var error = errors.GetProperty(name);
        return (error.GetProperty("is").GetString(), error.GetProperty("status").GetInt32(), error.GetProperty(detail).GetString());
    }

    private static async Task<JsonElement> AskAsync(OpenAIServer server, CancellationToken ct)
    {
        var folder = await NodePackages.InstallAsync(Path.Combine(AppContext.BaseDirectory, "Services", "OpenAIPeer"), "openai", ct);
        using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(folder, "client.js"), server.Endpoint.ToString(), server.Key, Recordings.Memo])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        using var kill = limit.Token.Register(() => node.Kill(entireProcessTree: true));
        var errors = node.StandardError.ReadToEndAsync(ct);
        var said = await node.StandardOutput.ReadToEndAsync(ct);
        await node.WaitForExitAsync(ct);
        Assert.True(node.ExitCode == 0, await errors);
        return JsonDocument.Parse(said).RootElement;
    }
}
