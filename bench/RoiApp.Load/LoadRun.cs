using System.Net.Http.Json;
using RoiApp.Contracts.Rest;

namespace RoiApp.Load;

/// <summary>What came of a scenario.</summary>
/// <param name="Figured">The level that the scenario is named for: its figures are the scenario's.</param>
internal sealed record LoadResult(Scenario Scenario, Storage Storage, DateTimeOffset At, IReadOnlyList<LevelFigures> Levels, LevelFigures Figured, Knee? Knee, IReadOnlyList<Moment> Moments, IReadOnlyCollection<Sample> Samples);

/// <summary>Runs a scenario's levels one after another against a RoiApp of its own.</summary>
internal sealed class LoadRun(Scenario scenario, Storage storage, string folder, Action<string> say)
{
    private const int MemosBefore = 20;
    private const int RoundsBefore = 10;
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(1);
    private static readonly (string Operation, string Name)[] s_waits =
    [
        ("queue wait", "p95 waiting in the queue"), ("database write-turn", "p95 waiting for a turn to write"), ("step transcription", "p95 of hearing"), ("step extraction", "p95 of reading"),
    ];

    private readonly List<Moment> _moments = [];
    private readonly List<LevelFigures> _levels = [];

    public async Task<LoadResult> RunAsync(CancellationToken ct)
    {
        var at = DateTimeOffset.Now;
        say($"starting Api and Processing on {storage}");
        await using var roiapp = await LoadedRoiApp.StartAsync(storage, ct);
        var memos = new Memos();
        await PrepareAsync(roiapp, memos, ct);
        await using var recorder = new Recorder(Path.Combine(folder, "samples.jsonl"));
        using var crowd = new Crowd(roiapp.Address, recorder, memos, ct);
        var processor = new ProcessorTimes(roiapp.Processes);
        using var http = new HttpClient { BaseAddress = roiapp.Address };
        foreach (var level in scenario.Levels)
        {
            await RunAsync(level, crowd, recorder, processor, http, ct);
        }
        var figured = _levels[^1];
        foreach (var level in scenario.Beyond)
        {
            if (Knee.In(_levels) is not null)
            {
                break;
            }
            await RunAsync(level, crowd, recorder, processor, http, ct);
        }
        await crowd.LeaveAsync();
        return new(scenario, storage, at, _levels, figured, Knee.In(_levels), _moments, recorder.Samples);
    }

    // An empty RoiApp has nothing to list, and its first requests are those of a program that is still being compiled.
    private async Task PrepareAsync(LoadedRoiApp roiapp, Memos memos, CancellationToken ct)
    {
        say($"{MemosBefore} memos and {RoundsBefore} rounds of everything beforehand");
        await using var nobody = new Recorder(Path.Combine(folder, "before.jsonl"));
        using var user = new User(0, roiapp.Address, nobody, memos);
        for (var i = 0; i < MemosBefore; i++)
        {
            await user.UploadAsync(ct);
        }
        for (var i = 0; i < RoundsBefore; i++)
        {
            await user.DoEverythingAsync(ct);
        }
        if (nobody.Samples.FirstOrDefault(sample => sample.Error is not null) is { } failed)
        {
            throw new InvalidOperationException($"Something before the load failed: {failed}");
        }
    }

    private async Task RunAsync(Level level, Crowd crowd, Recorder recorder, ProcessorTimes processor, HttpClient http, CancellationToken ct)
    {
        recorder.Level = level.Users;
        var (began, before) = (recorder.ElapsedMs, processor.Now());
        crowd.GrowTo(level.Users);
        using var timer = new PeriodicTimer(s_every);
        var (last, lastAt) = (before, began);
        while (recorder.ElapsedMs - began < level.For.TotalMilliseconds && await timer.WaitForNextTickAsync(ct))
        {
            var (now, nowAt) = (processor.Now(), recorder.ElapsedMs);
            _moments.Add(new(nowAt / 1000, level.Users, Cores(last, now, nowAt - lastAt)));
            (last, lastAt) = (now, nowAt);
        }
        var (ended, after) = (recorder.ElapsedMs, processor.Now());
        var during = TimeSpan.FromMilliseconds(ended - began);
        // By when they ended: what is still under way at the end counts for the next level, where it is somebody's long wait.
        var samples = recorder.Samples.Where(sample => sample.AtMs + sample.Ms >= began && sample.AtMs + sample.Ms < ended).ToList();
        var reads = Operation.All.Where(operation => operation.IsRead).Select(operation => operation.Name).ToHashSet();
        var figures = new LevelFigures(
            level.Users, during, [.. Operation.All.Select(operation => OperationFigures.Of(operation, samples, during))],
            samples.Count(sample => sample.Error is null && sample.Operation is not ("watch" or "memo")) / during.TotalSeconds,
            OperationFigures.Quantile([.. samples.Where(s => s.Error is null && reads.Contains(s.Operation)).Select(s => s.Ms).Order()], 0.95),
            Cores(before, after, ended - began), await WaitsAsync(http, ct));
        _levels.Add(figures);
        say(FormattableString.Invariant(
            $"{level.Users,5} users for {during.TotalSeconds:0} s: {figures.PerSecond,7:0.0}/s, reads p95 {figures.ReadsP95Ms:0.0} ms, {figures.Errors} errors, {figures.Cores.Values.Sum():0.00} cores"));
    }

    private static Dictionary<string, double> Cores(IReadOnlyDictionary<string, double> before, IReadOnlyDictionary<string, double> after, double ms) =>
        after.ToDictionary(now => now.Key, now => Math.Max(0, now.Value - before.GetValueOrDefault(now.Key)) / (ms / 1000));

    private static async Task<IReadOnlyDictionary<string, double>> WaitsAsync(HttpClient http, CancellationToken ct)
    {
        try
        {
            var told = await http.GetFromJsonAsync<PerformanceResource>(new Uri("/api/performance", UriKind.Relative), ct);
            return s_waits.Select(wait => (wait.Name, Ms: told!.Operations.FirstOrDefault(operation => operation.Name == wait.Operation)?.Windows[0].P95Ms))
                .Where(wait => wait.Ms is not null).ToDictionary(wait => wait.Name, wait => wait.Ms!.Value);
        }
        catch (HttpRequestException)
        {
            return new Dictionary<string, double>(); // Too busy to say.
        }
    }
}
