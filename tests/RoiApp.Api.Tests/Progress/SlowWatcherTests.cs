using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Data;
using RoiApp.Api.Progress;
using RoiApp.Api.Progress.Statistics;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Progress;

/// <summary>Who does not read holds nobody up, is cut in the end, and is counted.</summary>
public sealed class SlowWatcherTests(SqliteApi api) : IClassFixture<SqliteApi>
{
    // More than the socket buffers of both ends hold.
    private const int Events = 160;
    private const int EventBytes = 100_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sse", "/api/events", "")]
    [InlineData("websocket", "/ws", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n")]
    public async Task A_watcher_that_takes_nothing_is_cut_and_counted_and_the_others_get_everything(string channel, string path, string headers)
    {
        await using var server = await RunningApi.StartAsync([.. await api.SettingsAsync(), "--Progress:StuckAfter=00:00:01", "--Progress:KeepEvents=1.00:00:00"]);
        var workflow = await server.Http.SubmitAsync(Content.Text("hola"), Content.NewName());
        await server.Http.WatchAsync(workflow.Id);
        using var closed = new ClosedConnections(server.Services.GetRequiredService<IMeterFactory>());
        using var reader = await server.Http.FeedAsync();
        using var stuck = new TcpClient { ReceiveBufferSize = 4096 };
        await stuck.ConnectAsync(IPAddress.Loopback, server.Http.BaseAddress!.Port, Ct);
        await stuck.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server.Http.BaseAddress.Authority}\r\n{headers}\r\n"), Ct);
        await stuck.GetStream().ReadExactlyAsync(new byte[16], Ct); // It is open; not a byte more is taken.

        var from = reader.LastId;
        var changes = server.Services.GetRequiredService<WorkflowChanges>();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < Events; i++)
            {
                await using var scope = server.Services.CreateAsyncScope();
                await using var change = await changes.BeginAsync(scope.ServiceProvider.GetRequiredService<RoiDb>(), workflow.Id, Ct);
                change!.SayStatus(new string('x', EventBytes));
                await change.CommitAsync(Ct);
            }
        }, Ct);
        var seen = await reader.UntilAsync(e => e.Position == from + Events);
        await writing;
        Assert.Equal(Enumerable.Range(1, Events).Select(i => from + i), seen.Select(e => e.Position!.Value));
        Assert.Equal(channel, await closed.First.WaitAsync(TimeSpan.FromSeconds(60), Ct));

        var told = (await server.Http.GetFromJsonAsync<PerformanceResource>("/api/performance", Ct))!.Live.Channels;
        Assert.Equal(["sse", "websocket", "grpc", "in-process"], told.Select(c => c.Name));
        Assert.Equal(1, told.Single(c => c.Name == channel).Dropped["slow"]);
        var sse = told[0];
        Assert.Equal(1, sse.Open); // The one that reads.
        Assert.True(sse.Events >= Events && sse.Bytes > (long)Events * EventBytes, $"{sse.Events} events, {sse.Bytes} bytes");
        Assert.True(sse.LagMs is { Count: > 0, P50: > 0, P99: > 0 } lag && lag.P50 <= lag.P99 && lag.P99 <= lag.Max, $"{sse.LagMs}");
    }

    [Fact]
    public void Lag_is_said_to_within_an_eighth()
    {
        var lag = new LagHistogram();
        Assert.Null(lag.QuantileMs(0.5));
        for (var ms = 1; ms <= 1000; ms++)
        {
            lag.Add(TimeSpan.FromMilliseconds(ms));
        }
        foreach (var (quantile, ms) in new[] { (0.5, 500.0), (0.95, 950.0), (0.99, 990.0) })
        {
            Assert.InRange(lag.QuantileMs(quantile)!.Value, ms, ms * 1.125);
        }
        Assert.Equal((1000, 1000.0), (lag.Count, lag.MaxMs));
        lag.Add(TimeSpan.FromHours(1)); // Past the last bucket.
        lag.Add(TimeSpan.Zero);
        Assert.Equal(3_600_000, lag.QuantileMs(1));
    }

    /// <summary>Hears on which channel this server first cut a connection for being slow.</summary>
    private sealed class ClosedConnections : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly TaskCompletionSource<string?> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ClosedConnections(IMeterFactory meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "roiapp.progress.connections.closed" && ReferenceEquals(instrument.Meter.Scope, meters))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
            {
                var all = tags.ToArray().ToDictionary(t => t.Key, t => (string?)t.Value);
                if (all["reason"] == "slow")
                {
                    _first.TrySetResult(all["channel"]);
                }
            });
            _listener.Start();
        }

        public Task<string?> First => _first.Task;

        public void Dispose() => _listener.Dispose();
    }
}
