using System.Diagnostics;
using RoiApp.Testing.Servers;

namespace RoiApp.Bench.Queue;

/// <summary>
/// Jobs a second and how soon a job is claimed after its commit, by the Api's own dispatchers: 1 and 8 of them, with and without 300,000 finished
/// jobs in the table, on SQLite and PostgreSQL. In turns with the bare statements that no queue in a database can be without.
/// </summary>
internal static class QueueBench
{
    private const string Name = "queue";
    private const int History = 300_000;

    public static async Task RunAsync(Report report, BenchSettings settings, CancellationToken ct)
    {
        var (jobs, claims) = (settings.Number("--jobs", 1000), settings.Number("--claims", 200));
        await using var server = new PostgresServer();
        await server.StartAsync(ct);
        foreach (var postgres in new[] { false, true })
        {
            foreach (var history in new[] { 0, History })
            {
                foreach (var dispatchers in new[] { 1, 8 })
                {
                    await using var queue = await RunningQueue.StartAsync(postgres ? await server.CreateDatabaseAsync(ct) : null, dispatchers, ct);
                    await queue.AddHistoryAsync(history, ct);
                    var label = $"{(postgres ? "postgres" : "sqlite")}-{dispatchers}d-{history / 1000}k";
                    await MeasureAsync(report, label, queue, settings.Runs, jobs, claims, ct);
                }
            }
        }
    }

    private static async Task MeasureAsync(Report report, string label, RunningQueue queue, int runs, int jobs, int claims, CancellationToken ct)
    {
        var (rates, bareRates) = (new double[runs], new double[runs]);
        double[] shares = [0.50, 0.95, 0.99];
        var (claimed, bare) = (shares.Select(_ => new double[runs]).ToArray(), shares.Select(_ => new double[runs]).ToArray());
        for (var run = -1; run < runs; run++) // The first turn warms up and does not count.
        {
            var rate = await RateAsync(jobs, () => queue.RunJobsAsync(jobs, ct));
            var bareRate = await RateAsync(jobs, () => queue.InsertAndDeleteAsync(jobs, ct));
            var latencies = await queue.ClaimLatenciesAsync(claims, ct);
            var commits = await queue.BareCommitsAsync(claims, ct);
            if (run < 0)
            {
                continue;
            }
            (rates[run], bareRates[run]) = (rate, bareRate);
            for (var i = 0; i < shares.Length; i++)
            {
                (claimed[i][run], bare[i][run]) = (At(latencies, shares[i]), At(commits, shares[i]));
            }
        }
        report.Add(Name, $"{label}-jobs", "jobs/s", rates, "insert+delete", bareRates);
        for (var i = 0; i < shares.Length; i++)
        {
            report.Add(Name, $"{label}-claim-p{shares[i] * 100:0}", "ms", claimed[i], "bare insert", bare[i]);
        }
    }

    private static async Task<double> RateAsync(int count, Func<Task> act)
    {
        var started = Stopwatch.GetTimestamp();
        await act();
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
}
