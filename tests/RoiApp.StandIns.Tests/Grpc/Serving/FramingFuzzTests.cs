using System.Buffers.Binary;
using System.Net;
using Google.Protobuf;
using Grpc.Net.Client;

namespace RoiApp.StandIns.Tests.Rpc;

[CollectionDefinition(nameof(FramingFuzzTests), DisableParallelization = true)]
public sealed class FramingFuzzAlone;

/// <summary>Random and mutated request bodies: every one gets a status or a reset, in time, and the server serves on.</summary>
/// <remarks>Alone, because what it leaves behind is read off the heap that all tests share.</remarks>
[Collection(nameof(FramingFuzzTests))]
public sealed class FramingFuzzTests
{
    private const int Cases = 10_000;
    private const int AtOnce = 16;

    private static readonly string[] s_methods = ["Empty", "Unary", "ServerStream", "ClientStream", "Duplex"];
    private static readonly string[] s_encodings = ["", "identity", "gzip", "deflate", "snappy"];
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_thousand_broken_requests_each_get_an_end_and_leave_nothing_behind()
    {
        await using var server = await InteropServer.StartAsync();
        using var client = new HttpMessageInvoker(new SocketsHttpHandler());
        var outcomes = new System.Collections.Concurrent.ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        await RunAsync(0, Cases / 10, server.Address, client, outcomes);
        var before = LiveBytes();

        await RunAsync(Cases / 10, Cases, server.Address, client, outcomes);

        Assert.Equal(Cases, outcomes.Values.Sum());
        Assert.True(outcomes.Keys.All(outcome => outcome is "reset" || int.TryParse(outcome, out _)), string.Join(", ", outcomes.Keys));
        Assert.True(outcomes.Count > 3, "The cases were all alike."); // OK, INTERNAL, RESOURCE_EXHAUSTED, UNKNOWN, UNIMPLEMENTED…
        await UntilAsync(() => LiveBytes() - before <= 16L * 1024 * 1024); // Connections that were reset may take a while to be let go.
        Assert.Equal(0, server.Notes.Running);
        using var channel = GrpcChannel.ForAddress(server.Address);
        await new Interop.InteropClient(channel).EmptyAsync(new Nothing(), cancellationToken: Ct);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (!holds())
        {
            await look.WaitForNextTickAsync(limit.Token);
        }
    }

    private static Task RunAsync(
        int from, int to, Uri server, HttpMessageInvoker client, System.Collections.Concurrent.ConcurrentDictionary<string, int> outcomes) =>
        Parallel.ForAsync(from, to, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Ct }, async (seed, ct) =>
        {
            var outcome = await SendAsync(seed, server, client, ct);
            outcomes.AddOrUpdate(outcome, 1, (_, count) => count + 1);
        });

    private static async Task<string> SendAsync(int seed, Uri server, HttpMessageInvoker client, CancellationToken ct)
    {
        var random = new Random(seed);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, $"/roi.testing.Interop/{s_methods[random.Next(s_methods.Length)]}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Body(random)),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");
        request.Headers.TryAddWithoutValidation("grpc-timeout", random.Next(4) == 0 ? Garbage(random) : "10S");
        if (s_encodings[random.Next(s_encodings.Length)] is { Length: > 0 } encoding)
        {
            request.Headers.TryAddWithoutValidation("grpc-encoding", encoding);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(s_timeLimit);
        try
        {
            using var response = await client.SendAsync(request, limit.Token);
            await response.Content.CopyToAsync(Stream.Null, limit.Token);
            return response.TrailingHeaders.TryGetValues("grpc-status", out var trailer) ? trailer.Single()
                : response.Headers.TryGetValues("grpc-status", out var header) ? header.Single()
                : $"none (seed {seed})";
        }
        catch (HttpRequestException)
        {
            return "reset";
        }
        catch (IOException)
        {
            return "reset";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"hung (seed {seed})";
        }
    }

    /// <summary>Sound messages, with bytes changed, cut off, doubled or made up.</summary>
    private static byte[] Body(Random random)
    {
        var body = new List<byte>();
        for (var messages = random.Next(4); messages >= 0; messages--)
        {
            var payload = new byte[random.Next(300)];
            random.NextBytes(payload);
            var message = random.Next(3) == 0 ? payload : new Ask { Payload = ByteString.CopyFrom(payload), ResponseBytes = random.Next(1000) }.ToByteArray();
            var header = new byte[5];
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(1), message.Length);
            body.AddRange(header);
            body.AddRange(message);
        }

        for (var changes = random.Next(4); changes > 0; changes--)
        {
            var at = random.Next(random.Next(2) == 0 ? Math.Min(5, body.Count) : body.Count);
            body[at] = (byte)random.Next(256);
        }

        return [.. random.Next(4) == 0 ? body.Take(random.Next(body.Count)) : body];
    }

    private static string Garbage(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => (char)random.Next('!', '~')));

    private static long LiveBytes() => GC.GetTotalMemory(forceFullCollection: true);
}
