using System.Diagnostics;
using System.Net;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;

namespace RoiApp.Bench.Rpc;

/// <summary>
/// Calls and streamed messages a second over 1 and 32 connections, in turns against our server, a bare Kestrel endpoint with the same bytes
/// (the ceiling) and grpcio's server; and the time from a server's <c>WriteAsync</c> to the client's hands.
/// </summary>
internal static class GrpcBench
{
    private const string Name = "grpc";
    private const int CallsAtOnce = 32;
    private const int MessagesPerStream = 1000;
    private const int PacedMessages = 500;

    private static readonly BytesValue s_request = new() { Value = ByteString.CopyFrom(new byte[BenchServers.MessageBytes]) };

    public static async Task RunAsync(Report report, BenchSettings settings, CancellationToken ct)
    {
        var (runs, duration) = (settings.Runs, settings.Duration);
        using var servers = await BenchServers.StartAsync(ct);
        foreach (var connections in new[] { 1, 32 })
        {
            await CompareAsync(
                report, $"unary-{connections}-connections", "calls/s", runs, duration,
                new GrpcCalls(servers.Ours, connections), new BareCalls(servers.Ours, connections), new GrpcCalls(servers.Grpcio, connections), streams: false, ct);
            await CompareAsync(
                report, $"stream-{connections}-connections", "messages/s", runs, duration,
                new GrpcCalls(servers.Ours, connections), new BareCalls(servers.Ours, connections), new GrpcCalls(servers.Grpcio, connections), streams: true, ct);
        }

        await MeasureDelayAsync(report, servers.Ours, runs, ct);
    }

    private static async Task CompareAsync(
        Report report, string name, string unit, int runs, TimeSpan duration, ICalls ours, ICalls bare, ICalls grpcio, bool streams, CancellationToken ct)
    {
        using (ours)
        using (bare)
        using (grpcio)
        {
            ICalls[] contestants = [ours, bare, grpcio];
            double[][] rates = [new double[runs], new double[runs], new double[runs]];
            for (var run = -1; run < runs; run++) // The first turn warms up and does not count.
            {
                for (var i = 0; i < contestants.Length; i++)
                {
                    var rate = await RateAsync(contestants[i], streams, duration, ct);
                    if (run >= 0)
                    {
                        rates[i][run] = rate;
                    }
                }
            }

            report.Add(Name, name, unit, rates[0], "bare-kestrel", rates[1]);
            report.Add(Name, name, unit, rates[0], "grpcio", rates[2]);
        }
    }

    private static async Task<double> RateAsync(ICalls calls, bool streams, TimeSpan duration, CancellationToken ct)
    {
        var done = 0L;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, CallsAtOnce).Select(async caller =>
        {
            while (clock.Elapsed < duration)
            {
                if (streams)
                {
                    Interlocked.Add(ref done, await calls.StreamAsync(caller, ct));
                }
                else
                {
                    await calls.UnaryAsync(caller, ct);
                    Interlocked.Increment(ref done);
                }
            }
        }));
        return done / clock.Elapsed.TotalSeconds;
    }

    private static async Task MeasureDelayAsync(Report report, Uri server, int runs, CancellationToken ct)
    {
        using var channel = GrpcChannel.ForAddress(server);
        double[] p50 = new double[runs], p99 = new double[runs];
        for (var run = -1; run < runs; run++)
        {
            using var call = new Echo.EchoClient(channel).Paced(new Int32Value { Value = PacedMessages }, cancellationToken: ct);
            var delays = new List<double>(PacedMessages);
            while (await call.ResponseStream.MoveNext(ct))
            {
                delays.Add(Stopwatch.GetElapsedTime(call.ResponseStream.Current.Value).TotalMicroseconds);
            }

            delays.Sort();
            if (run >= 0)
            {
                (p50[run], p99[run]) = (delays[delays.Count / 2], delays[delays.Count * 99 / 100]);
            }
        }

        report.Add(Name, "write-to-client-p99", "µs", p99, "p50", p50);
    }

    /// <summary>One contestant: callers share its connections evenly.</summary>
    private interface ICalls : IDisposable
    {
        Task UnaryAsync(int caller, CancellationToken ct);

        /// <returns>The number of messages received.</returns>
        Task<int> StreamAsync(int caller, CancellationToken ct);
    }

    private sealed class GrpcCalls : ICalls
    {
        private readonly GrpcChannel[] _channels;
        private readonly Echo.EchoClient[] _clients;

        public GrpcCalls(Uri server, int connections)
        {
            _channels = [.. Enumerable.Range(0, connections).Select(_ => GrpcChannel.ForAddress(server, new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler(), DisposeHttpClient = true }))];
            _clients = [.. _channels.Select(channel => new Echo.EchoClient(channel))];
        }

        public async Task UnaryAsync(int caller, CancellationToken ct) => await _clients[caller % _clients.Length].UnaryAsync(s_request, cancellationToken: ct);

        public async Task<int> StreamAsync(int caller, CancellationToken ct)
        {
            using var call = _clients[caller % _clients.Length].Stream(new Int32Value { Value = MessagesPerStream }, cancellationToken: ct);
            var count = 0;
            while (await call.ResponseStream.MoveNext(ct))
            {
                count++;
            }

            return count;
        }

        public void Dispose() => Array.ForEach(_channels, channel => channel.Dispose());
    }

    private sealed class BareCalls(Uri server, int connections) : ICalls
    {
        private readonly HttpMessageInvoker[] _clients = [.. Enumerable.Range(0, connections).Select(_ => new HttpMessageInvoker(new SocketsHttpHandler()))];

        public async Task UnaryAsync(int caller, CancellationToken ct)
        {
            using var request = Post("/bare/unary", BenchServers.Frame);
            using var response = await _clients[caller % _clients.Length].SendAsync(request, ct);
            await response.Content.CopyToAsync(Stream.Null, ct);
        }

        public async Task<int> StreamAsync(int caller, CancellationToken ct)
        {
            using var request = Post($"/bare/stream/{MessagesPerStream}", []);
            using var response = await _clients[caller % _clients.Length].SendAsync(request, ct);
            await response.Content.CopyToAsync(Stream.Null, ct);
            return MessagesPerStream;
        }

        public void Dispose() => Array.ForEach(_clients, client => client.Dispose());

        private HttpRequestMessage Post(string path, byte[] body) => new(HttpMethod.Post, new Uri(server, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
    }
}
