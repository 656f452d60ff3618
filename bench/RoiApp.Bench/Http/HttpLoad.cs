using System.Diagnostics;

namespace RoiApp.Bench.Http;

/// <summary>What some clients met, each of which asks again as soon as it has its answer.</summary>
/// <param name="PerSecond">Answers, of all of them together.</param>
/// <param name="Ms">How long each took, sorted.</param>
internal sealed record HttpLoad(double PerSecond, double[] Ms)
{
    public static async Task<HttpLoad> RunAsync(Uri server, string path, int clients, TimeSpan duration, CancellationToken ct)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => RawClient.ConnectAsync(server, path, ct)));
        try
        {
            return await MeasureAsync(clients, duration, async client => await connections[client].GetAsync(ct));
        }
        finally
        {
            Array.ForEach(connections, c => c.Dispose());
        }
    }

    /// <summary>The same with a connection for each request, up to the first bytes of a stream.</summary>
    public static Task<HttpLoad> ConnectAsync(Uri server, string path, int clients, TimeSpan duration, CancellationToken ct) => MeasureAsync(clients, duration, async _ =>
    {
        using var connection = await RawClient.ConnectAsync(server, path, ct);
        await connection.BeginAsync(ct);
    });

    public double At(double share) => Ms[Math.Min(Ms.Length - 1, (int)(Ms.Length * share))];

    private static async Task<HttpLoad> MeasureAsync(int clients, TimeSpan duration, Func<int, Task> ask)
    {
        var started = Stopwatch.GetTimestamp();
        var took = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var times = new List<double>();
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var asked = Stopwatch.GetTimestamp();
                await ask(client);
                times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }
            return times;
        })));
        var elapsed = Stopwatch.GetElapsedTime(started);
        double[] all = [.. took.SelectMany(t => t).Order()];
        return new(all.Length / elapsed.TotalSeconds, all);
    }
}
