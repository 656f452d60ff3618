using System.Diagnostics;
using RoiApp.Testing.Servers;
using Xunit;

namespace RoiApp.Processing.Tests.Clients;

/// <summary>Real processes, ended by signals at each point of a call's life: the other side is told, and nobody works on for nobody.</summary>
public sealed class KilledPeerTests(Recordings recordings, OnePlaceServer onePlace, ITestOutputHelper output) : IClassFixture<Recordings>, IClassFixture<OnePlaceServer>
{
    // Aimed at is a second; a machine that stalls must not fail the test.
    private static readonly TimeSpan s_endsWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>When to kill: how the client is started, and what it says when it is there.</summary>
    public static TheoryData<string, string[], string> Moments { get; } = new()
    {
        { "before the first message", ["--hold", "options"], "holding options" },
        { "while sending audio", ["--hold", "content"], "holding content" },
        { "while transcribing", ["--hold", "end"], "progress transcription" },
        { "while events stream", [], "segment" },
    };

    [Theory]
    [MemberData(nameof(Moments))]
    public Task Nothing_works_on_for_a_client_that_was_killed(string moment, string[] options, string sign) =>
        AssertWorkEndsAsync(moment, options, sign, PosixSignal.Kill, s_endsWithin);

    [Fact]
    public Task Nothing_works_on_for_a_client_whose_machine_has_gone_without_a_word() =>
        // A halted process keeps its connection and answers nothing, as a machine without power: after a ping and a second without an answer it is given up.
        AssertWorkEndsAsync("halted", ["--hold", "end"], "progress transcription", PosixSignal.Stop, 3 * s_endsWithin);

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task A_client_is_told_unavailable_when_the_server_is_killed(string moment, string[] options, string sign)
    {
        using var limit = Limit();
        await using var server = await ProcessingServer.StartAsync();
        using var client = PythonClient.Start(server.Address, Long(), options);
        await client.SeesAsync(sign, limit.Token);
        if (sign == "holding options")
        {
            // The connection is made beside the call: there is none to lose before the server has answered something.
            using var work = new Work(server);
            Assert.True(await work.IsPlaceFreeAsync(limit.Token));
        }

        server.Kill();
        await client.SeesAsync("status ", limit.Token);

        Assert.True(client.Lines.Any(line => line.StartsWith("status UNAVAILABLE", StringComparison.Ordinal)), moment + ": " + string.Join('\n', client.Lines));
    }

    [Fact]
    public async Task A_server_that_is_told_to_stop_sends_elsewhere_what_it_cannot_finish()
    {
        using var limit = Limit();
        await using var server = await ProcessingServer.StartAsync("--Receiving:FinishWithin=00:00:00.500");
        using var client = PythonClient.Start(server.Address, Long(), "--hold", "end");
        await client.SeesAsync("progress transcription", limit.Token);

        server.Stop();
        await client.SeesAsync("status ", limit.Token);

        Assert.Matches("^status UNAVAILABLE This replica goes down.* retry-after-ms=0$", client.Lines.Last());
    }

    [Fact]
    public async Task A_full_server_says_when_to_come_back_and_takes_the_next_once_the_first_has_ended()
    {
        using var limit = Limit();
        var server = onePlace.Server;
        using var first = PythonClient.Start(server.Address, Long(), "--hold", "end");
        await first.SeesAsync("step_started transcription", limit.Token);
        using var second = PythonClient.Start(server.Address, Recordings.Memo);
        Assert.Equal(1, await second.WaitAsync(limit.Token));
        Assert.Matches("^status RESOURCE_EXHAUSTED .* retry-after-ms=250$", Assert.Single(second.Lines));

        first.Send(PosixSignal.Kill);
        using var work = new Work(server);
        await work.EndAsync(Stopwatch.GetTimestamp(), limit.Token);
        using var third = PythonClient.Start(server.Address, Recordings.Memo);
        Assert.Equal(0, await third.WaitAsync(limit.Token));
    }

    private async Task AssertWorkEndsAsync(string moment, string[] options, string sign, PosixSignal signal, TimeSpan within)
    {
        using var limit = Limit();
        var server = onePlace.Server;
        using var work = new Work(server);
        using var client = await StartInPlaceAsync(work, options, sign, limit.Token);

        var killed = Stopwatch.GetTimestamp();
        client.Send(signal);
        var took = await work.EndAsync(killed, limit.Token);

        output.WriteLine($"{moment}: the last sign of work came {took.TotalMilliseconds:0} ms after the signal.");
        Assert.InRange(took, TimeSpan.Zero, within);
        Assert.Empty(work.Decoders);
    }

    // A client whose call comes while the place is being asked for is refused, and another one tries.
    private async Task<PythonClient> StartInPlaceAsync(Work work, string[] options, string sign, CancellationToken ct)
    {
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var client = PythonClient.Start(onePlace.Server.Address, Long(), options);
            await client.SeesAsync(sign, ct);
            while (await work.IsPlaceFreeAsync(ct) && !client.Lines.Any(line => line.StartsWith("status", StringComparison.Ordinal)))
            {
                await poll.WaitForNextTickAsync(ct); // It says that it has sent before the server has it.
            }
            if (!client.Lines.Any(line => line.StartsWith("status", StringComparison.Ordinal)))
            {
                return client;
            }
            client.Dispose();
        }
    }

    private string Long() => recordings.Ffmpeg("minutes.wav", "-stream_loop", "19", "-i", Recordings.Memo);

    private static CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_patience);
        return limit;
    }
}

/// <summary>Processing that takes one workflow at a time and pings silent clients after a second, for the tests that leave it running.</summary>
public sealed class OnePlaceServer : IAsyncLifetime
{
    internal ProcessingServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Server = await ProcessingServer.StartAsync("--Receiving:MaxConcurrentWorkflows=1", "--Receiving:RetryAfter=00:00:00.250", "--Listen:PingAfter=00:00:01");

    public ValueTask DisposeAsync() => Server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
