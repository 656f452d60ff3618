using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;

namespace RoiApp.Chaos;

/// <param name="Workflows">How many memos are handed in.</param>
/// <param name="Kills">At most so many: fewer when all is done before.</param>
/// <param name="TimeLimit">What is not done by then is stuck.</param>
internal sealed record ExperimentPlan(Storage Storage, int Seed, int Workflows, int Kills, TimeSpan TimeLimit);

/// <param name="Faults">What should not have happened, in words; empty when nothing was lost, doubled, done again or stuck.</param>
/// <param name="MostAttempts">Spent on any one workflow.</param>
/// <param name="Messages">What watchers were told, each text once.</param>
internal sealed record ExperimentResult(
    ExperimentPlan Plan, IReadOnlyList<string> Killed, TimeSpan Took, int Broken, long MostAttempts, IReadOnlyCollection<string> Messages, IReadOnlyList<string> Faults)
{
    public override string ToString()
    {
        var killed = Killed.GroupBy(kind => kind, StringComparer.Ordinal).OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => $"{kind.Key} {kind.Count()}");
        return string.Create(CultureInfo.InvariantCulture,
            $"chaos {Plan.Storage.ToString().ToLowerInvariant()} seed {Plan.Seed}: {Plan.Workflows} workflows, {Killed.Count} kills ({string.Join(", ", killed)}), {Broken} broken answers, ")
            + string.Create(CultureInfo.InvariantCulture, $"most attempts at one {MostAttempts}, {Took.TotalSeconds:0} s: {(Faults.Count == 0 ? "every workflow complete exactly once, no finished step done again, no job stuck" : $"{Faults.Count} FAULTS")}");
    }
}

/// <summary>Hands memos in, follows them, lets something happen meanwhile, and looks at what has come of it.</summary>
internal sealed class Experiment(Deployment deployment, ExperimentPlan plan, Action<string> say)
{
    private const int SubmittersAtOnce = 4;

    private readonly ConcurrentDictionary<string, byte> _messages = new(StringComparer.Ordinal);

    // A killed Processing or PostgreSQL leaves the Api alive and its leases with it: shorter ones keep the experiment short, and change nothing else.
    public static readonly string[] ApiSettings = ["--Jobs:LeaseFor=00:00:06", "--Jobs:RescueEvery=00:00:01", "--Jobs:MaxAttempts=50", "--Jobs:BackOffTo=00:00:05"];

    /// <summary>The whole of it: start, storm, verdict.</summary>
    public static async Task<ExperimentResult> RunAsync(ExperimentPlan plan, Action<string> say, CancellationToken ct)
    {
        await using var deployment = await Deployment.StartAsync(plan.Storage, ApiSettings, [], ct);
        var chance = new Random(plan.Seed);
        var storm = new Storm(deployment.Victims, chance, say);
        var experiment = new Experiment(deployment, plan, say);
        return await experiment.RunAsync(chance, async (done, ct) =>
        {
            await storm.RageAsync(plan.Kills, done, ct);
            return storm.Killed;
        }, ct);
    }

    /// <param name="happen">What happens while the workflows run; is given a task that ends with them, and answers what it killed.</param>
    public async Task<ExperimentResult> RunAsync(Random chance, Func<Task, CancellationToken, Task<IReadOnlyList<string>>> happen, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(plan.TimeLimit);
        using var client = new ApiClient(deployment.Addresses);
        var memos = Memo.Make(plan.Workflows, chance);
        using var turns = new SemaphoreSlim(SubmittersAtOnce);
        var ends = memos.Select(memo => SeeToItsEndAsync(client, memo, turns, limit.Token)).ToList();
        Task done = Task.WhenAll(ends);
        var killed = await happen(done, ct);
        await done.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        say("looking at what has come of it");
        var faults = new List<string>();
        for (var i = 0; i < memos.Count; i++)
        {
            faults.AddRange(ends[i].IsCompletedSuccessfully ? ends[i].Result : [$"{memos[i].FileName}: stuck, or {ends[i].Exception?.InnerException?.Message ?? "not done in time"}"]);
        }
        var stats = await client.StatsAsync(ct);
        if (stats.Total != plan.Workflows || stats.ByStatus["completed"] != plan.Workflows)
        {
            faults.Add($"of {plan.Workflows} workflows there are {stats.Total}: {string.Join(", ", stats.ByStatus.Select(status => $"{status.Value} {status.Key}"))}");
        }
        await using var database = await deployment.OpenDatabaseAsync(ct);
        if (await NumberAsync(database, "SELECT count(*) FROM jobs WHERE state NOT IN ('completed')", ct) is > 0 and var unfinished)
        {
            faults.Add($"{unfinished} jobs are not completed");
        }
        var attempts = await NumberAsync(database, "SELECT coalesce(max(attempt), 0) FROM jobs", ct);
        return new(plan, killed, Stopwatch.GetElapsedTime(started), client.Broken, attempts, [.. _messages.Keys], faults);
    }

    private async Task<IReadOnlyList<string>> SeeToItsEndAsync(ApiClient client, Memo memo, SemaphoreSlim turns, CancellationToken ct)
    {
        await turns.WaitAsync(ct);
        Guid id;
        try
        {
            id = await client.SubmitAsync(memo, ct);
        }
        finally
        {
            turns.Release();
        }
        var events = await client.FollowAsync(id, ct);
        foreach (var message in events.Select(e => e.Message).OfType<string>())
        {
            _messages[message] = 0;
        }
        return [.. History.FaultsOf(memo, events, await client.ResultsAsync(id, ct))];
    }

    private static async Task<long> NumberAsync(DbConnection database, string sql, CancellationToken ct)
    {
        await using var command = database.CreateCommand();
#pragma warning disable CA2100 // The statements are constants above.
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
    }
}
