using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Progress.Statistics;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Progress;

/// <summary>Live events and commands over WebSocket.</summary>
public sealed class SocketTests(SqliteApi api) : IClassFixture<SqliteApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_workflows_socket_tells_its_events_and_closes_after_the_last()
    {
        var workflow = await api.Http.SubmitAsync(Content.Text("hola"), Content.NewName());
        using var socket = await SocketClient.OpenAsync(api.Http, $"/ws/workflows/{workflow.Id}");
        var events = new List<EventResource>();
        while (await socket.NextAsync() is { } frame)
        {
            events.Add(frame.Deserialize<EventResource>(ApiFixture.Json)!); // Nothing but events is told to who asks for nothing else.
        }
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.Socket.CloseStatus);
        Assert.Equal((await api.Http.WatchAsync(workflow.Id)).Kept().Select(e => (e.Seq, e.Type, e.At)), events.Kept().Select(e => (e.Seq, e.Type, e.At)));
        Assert.All(events, e => Assert.Null(e.Position));

        using var resumed = await SocketClient.OpenAsync(api.Http, $"/ws/workflows/{workflow.Id}?after={events[^1].Seq - 2}");
        Assert.Equal([events[^1].Seq - 1, events[^1].Seq], (await resumed.EventsAsync()).Select(e => e.Seq));
    }

    [Fact]
    public async Task One_socket_watches_all_and_single_ones_and_takes_commands()
    {
        var (one, other) = (NeverEnding(), NeverEnding());
        using var socket = await SocketClient.OpenAsync(api.Http, "/ws");
        var from = (await socket.NextAsync("ack")).GetProperty("after").GetInt64();
        var first = await api.Http.SubmitAsync(Content.Text("hola"), one);
        var fed = await socket.EventsAsync(e => e.WorkflowId == first.Id);
        Assert.True(fed[^1].Position > from);

        await socket.SayAsync("""{"unsubscribe": {"all": true}, "ref": "quiet"}""");
        Assert.Equal("quiet", (await socket.NextAsync("ack")).GetProperty("ref").GetString());
        var second = await api.Http.SubmitAsync(Content.Text("hola"), other);
        await socket.SayAsync($$$"""{"subscribe": {"workflowId": "{{{second.Id}}}", "after": 0}, "ref": "2"}""");
        Assert.Equal("2", (await socket.NextAsync("ack")).GetProperty("ref").GetString());
        var begun = await socket.EventsAsync(e => e.Type == EventTypes.StepStarted);
        Assert.All(begun, e => Assert.Equal((second.Id, null), (e.WorkflowId, e.Position)));

        await socket.SayAsync($$$"""{"cancel": {"workflowId": "{{{second.Id}}}"}, "ref": "stop"}""");
        var frames = new List<string?>();
        while (!frames.Contains("ended") || !frames.Contains("ack"))
        {
            var frame = (await socket.NextAsync())!.Value;
            frames.Add(frame.GetProperty("type").GetString());
            if (frames[^1] == "ack")
            {
                Assert.Equal(("cancel", "cancelled"), (frame.GetProperty("command").GetString(), frame.GetProperty("workflow").GetProperty("status").GetString()));
            }
        }
        Assert.Equal("cancelled", (await api.Http.GetAsync(second.Id)).Status);

        await socket.SayAsync($$$"""{"cancel": {"workflowId": "{{{second.Id}}}"}}""");
        Assert.Equal("/problems/wrong-state", (await socket.NextAsync("problem")).GetProperty("problem").GetProperty("type").GetString());
        await socket.SayAsync($$$"""{"cancel": {"workflowId": "{{{first.Id}}}"}}""");
        await socket.NextAsync("ack");
        await socket.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Ct);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.Socket.CloseStatus);
    }

    [Fact]
    public async Task What_is_no_command_is_answered_with_a_problem_and_drops_nobody()
    {
        using var socket = await SocketClient.OpenAsync(api.Http, "/ws?feed=none");
        foreach (var (frame, problem, field) in new[]
        {
            ("hello", "invalid-request", null), ("[]", "invalid-request", null), ("{}", "invalid-request", null), ("""{"shout": {}}""", "invalid-request", null),
            ("""{"subscribe": {"all": true}, "cancel": {}}""", "invalid-request", null), ("""{"subscribe": 1}""", "invalid-request", null), (new string('[', 50), "invalid-request", null),
            ("""{"subscribe": {}}""", "invalid-field", "workflowId"), ("""{"subscribe": {"workflowId": "42"}}""", "invalid-field", "workflowId"),
            ("""{"subscribe": {"workflowId": null}}""", "invalid-field", "workflowId"), ("""{"subscribe": {"all": false}}""", "invalid-field", "all"),
            ("""{"subscribe": {"all": true, "after": -1}}""", "invalid-field", "after"), ("""{"subscribe": {"all": true, "after": "1"}}""", "invalid-field", "after"),
            ("""{"unsubscribe": {"all": true, "after": 1}}""", "invalid-field", "after"), ("""{"cancel": {"all": true}}""", "invalid-field", "workflowId"),
            ("""{"subscribe": {"all": true, "since": 1}}""", "invalid-field", "since"), ("""{"subscribe": {"all": true}, "ref": 1}""", "invalid-field", "ref"),
            ($$$"""{"subscribe": {"workflowId": "{{{Guid.CreateVersion7()}}}"}}""", "workflow-not-found", null), ($$$"""{"cancel": {"workflowId": "{{{Guid.CreateVersion7()}}}"}}""", "workflow-not-found", null),
        })
        {
            await socket.SayAsync(frame);
            var answer = (await socket.NextAsync())!.Value;
            Assert.Equal("problem", answer.GetProperty("type").GetString());
            Assert.Equal($"/problems/{problem}", answer.GetProperty("problem").GetProperty("type").GetString());
            Assert.Equal(field, answer.GetProperty("problem").TryGetProperty("field", out var at) ? at.GetString() : null);
        }
        await socket.Socket.SendAsync(new byte[] { 1, 2, 3 }, WebSocketMessageType.Binary, endOfMessage: true, Ct);
        Assert.Equal("/problems/unsupported-media-type", (await socket.NextAsync("problem")).GetProperty("problem").GetProperty("type").GetString());
        await socket.SayAsync("""{"subscribe": {"all": true}}""");
        await socket.NextAsync("ack"); // As good as new.
    }

    [Fact]
    public async Task Close_codes_say_why()
    {
        using var missing = await SocketClient.OpenAsync(api.Http, $"/ws/workflows/{Guid.CreateVersion7()}");
        Assert.Empty(await missing.EventsAsync());
        Assert.Equal(4404, (int)missing.Socket.CloseStatus!);

        using var big = await SocketClient.OpenAsync(api.Http, "/ws?feed=none");
        await big.SayAsync($$$"""{"subscribe": {"all": true}, "ref": "{{{new string('x', 5000)}}}"}""");
        Assert.Empty(await big.EventsAsync());
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, big.Socket.CloseStatus);

        using var chatter = await SocketClient.OpenAsync(api.Http, "/ws?feed=none");
        for (var i = 0; i < 100; i++)
        {
            await chatter.SayAsync("?");
        }
        Assert.Empty(await chatter.EventsAsync());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, chatter.Socket.CloseStatus);

        var other = await RunningApi.StartAsync(await api.SettingsAsync());
        using var open = await SocketClient.OpenAsync(other.Http, "/ws");
        await open.NextAsync("ack");
        var down = other.DisposeAsync();
        Assert.Empty(await open.EventsAsync());
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, open.Socket.CloseStatus);
        await open.Socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, Ct);
        await down.AsTask().WaitAsync(TimeSpan.FromSeconds(60), Ct);
    }

    [Fact]
    public async Task A_socket_watches_so_many_workflows_and_no_more()
    {
        await using var narrow = await RunningApi.StartAsync([.. await api.SettingsAsync(), "--Progress:MaxSubscriptions=2", "--Jobs:MaxConcurrent=0"]);
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await narrow.Http.SubmitAsync(Content.Text("hola"), NeverEnding())).Id);
        }
        using var socket = await SocketClient.OpenAsync(narrow.Http, "/ws?feed=none");
        foreach (var id in new[] { ids[0], ids[1], ids[1] }) // The same once more is no more.
        {
            await socket.SayAsync($$$"""{"subscribe": {"workflowId": "{{{id}}}"}}""");
            await socket.NextAsync("ack");
        }
        await socket.SayAsync($$$"""{"subscribe": {"workflowId": "{{{ids[2]}}}"}}""");
        Assert.Equal("/problems/too-many-subscriptions", (await socket.NextAsync("problem")).GetProperty("problem").GetProperty("type").GetString());
        await socket.SayAsync($$$"""{"unsubscribe": {"workflowId": "{{{ids[0]}}}"}}""");
        await socket.NextAsync("ack");
        await socket.SayAsync($$$"""{"subscribe": {"workflowId": "{{{ids[2]}}}"}}""");
        await socket.NextAsync("ack");
        foreach (var id in ids)
        {
            using var deleted = await narrow.Http.DeleteAsync($"/api/workflows/{id}", Ct);
        }
        await socket.NextAsync("ended"); // A deleted workflow's events are at their end.
    }

    [Fact]
    public async Task Pages_of_other_origins_are_refused_unless_allowed()
    {
        await using var server = await RunningApi.StartAsync([.. await api.SettingsAsync(), "--Progress:AllowedOrigins:0=https://roi.example"]);
        var own = server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        foreach (var origin in new[] { null, own, "https://roi.example" })
        {
            using var socket = await SocketClient.OpenAsync(server.Http, "/ws", o => o.SetRequestHeader("Origin", origin));
            await socket.NextAsync("ack");
        }
        foreach (var origin in new[] { "https://evil.example", "http://localhost", "null", $"{own}0", "https://roi.example.evil.example" })
        {
            var refused = await Assert.ThrowsAsync<WebSocketException>(() => SocketClient.OpenAsync(server.Http, "/ws", o => o.SetRequestHeader("Origin", origin)));
            Assert.Contains("403", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_peer_that_answers_no_ping_is_dropped_and_counted()
    {
        await using var server = await RunningApi.StartAsync([.. await api.SettingsAsync(), "--Progress:PingEvery=00:00:00.2", "--Progress:PongWithin=00:00:00.4"]);
        var connections = server.Services.GetRequiredService<ConnectionMetrics>();
        // Speaks just enough to be let in, then falls silent with its connection open.
        using var mute = new TcpClient();
        await mute.ConnectAsync(IPAddress.Loopback, server.Http.BaseAddress!.Port, Ct);
        await mute.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /ws HTTP/1.1\r\nHost: {server.Http.BaseAddress.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Convert.ToBase64String(new byte[16])}\r\n\r\n"), Ct);
        var buffer = new byte[4096];
        while (await ReadAsync() > 0)
        {
            // Pings, then the end.
        }
        // The peer may see its end before the server has counted it.
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (Channel().Open > 0)
        {
            await look.WaitForNextTickAsync(limit.Token);
        }
        var channel = Channel();
        Assert.Equal((0, 1, 1), (channel.Open, channel.Opened, channel.Dropped["dead"]));

        LiveChannelResource Channel() => connections.Since().Channels.Single(c => c.Name == "websocket");

        async Task<int> ReadAsync()
        {
            try
            {
                return await mute.GetStream().ReadAsync(buffer, Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Ct);
            }
            catch (IOException)
            {
                return 0; // Reset.
            }
        }
    }

    /// <summary>A memo whose run begins its first step and then waits until it is cancelled.</summary>
    private string NeverEnding()
    {
        var name = Content.NewName();
        api.Processing.On(name, async call =>
        {
            await call.ReadAsync();
            await call.SayAsync(Script.Started(Wire.StepName.Transcription, Script.Ears));
            await Task.Delay(Timeout.Infinite, call.Cancelled);
        });
        return name;
    }
}
