using System.Diagnostics;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Net.Client;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Tests.Clients;
using RoiApp.Testing.OpenAI;
using RoiApp.Testing.Servers;
using Xunit;

namespace RoiApp.Processing.Tests.Finished;

/// <summary>Two processes and one Redis: what one has finished the other does not ask for.</summary>
public sealed class SharedWorkTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_replica_has_finished_another_finds_and_both_do_without_a_redis_that_is_gone()
    {
        await using var redis = new RedisServer();
        await redis.InitializeAsync();
        await using var server = await OpenAIServer.StartAsync(Ct);
        server.Say = (request, _) => Task.FromResult(JsonSerializer.Serialize(new { translation = "EN " + request.GetRawText().Length }));
        string[] settings =
        [
            .. server.SettingsFor("Translation").Select(setting => $"--{setting.Key}={setting.Value}"), $"--ConnectionStrings:cache={redis.ConnectionString}",
        ];
        await using var one = await ProcessingServer.StartAsync(settings);
        await using var two = await ProcessingServer.StartAsync(settings);

        // Each connects beside its work: until both have, a memo more is asked for by both.
        var trying = Stopwatch.StartNew();
        for (var memo = 0; ; memo++)
        {
            Assert.True(trying.Elapsed < TimeSpan.FromSeconds(60), "What the first has finished never reaches the second.");
            var first = await RunAsync(one, memo);
            var asked = server.Requests;
            var second = await RunAsync(two, memo);
            Assert.Equal(first, second);
            if (server.Requests == asked)
            {
                break;
            }
        }

        await redis.KillAsync(Ct);
        Assert.Equal(await RunAsync(one, 100_000), await RunAsync(two, 100_000));
    }

    private static async Task<List<string>> RunAsync(ProcessingServer server, int memo)
    {
        using var channel = GrpcChannel.ForAddress($"http://{server.Address}");
        using var call = new Contracts.V1.Processing.ProcessingClient(channel).Process(deadline: DateTime.UtcNow.AddSeconds(60), cancellationToken: Ct);
        var text = ByteString.CopyFromUtf8($"Hoy me reuní con la clienta número {memo}. Quiere la propuesta.");
        await call.RequestStream.WriteAsync(new() { Options = new() { FileName = "memo.txt", Source = SourceKind.Transcript, Language = "es", TargetLanguage = "en", ContentBytes = text.Length } }, Ct);
        await call.RequestStream.WriteAsync(new() { Content = text }, Ct);
        await call.RequestStream.CompleteAsync();
        var translations = new List<string>();
        while (await call.ResponseStream.MoveNext(Ct))
        {
            Assert.Null(call.ResponseStream.Current.StepFailed);
            if (call.ResponseStream.Current.Translation is { } translation)
            {
                translations.Add(translation.Text);
            }
        }
        Assert.Equal(2, translations.Count);
        return translations;
    }
}
