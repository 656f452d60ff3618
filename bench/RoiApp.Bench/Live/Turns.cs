using RoiApp.Contracts.Rest;

namespace RoiApp.Bench.Live;

/// <summary>One go of all workflows, from the gate to the last one's end.</summary>
internal sealed record Turn(double WorkflowsPerSecond, double EventsPerSecond, double CpuMsPerEvent, double BeforeMb, double OpenMb, double PeakMb, CrowdResult? Crowd);

/// <summary>The same workflows with watchers and without, in turns.</summary>
internal sealed class Turns(LiveReplicas replicas, WatcherCrowd crowd, int workflows)
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(50);

    public async Task<IReadOnlyList<(Turn With, Turn Without)>> RunAsync(Pace pace, int runs, CancellationToken ct)
    {
        var turns = new List<(Turn With, Turn Without)>();
        for (var run = 0; run < runs; run++)
        {
            // Neither always comes first.
            var first = await RunOnceAsync(pace, watched: run % 2 == 0, ct);
            var second = await RunOnceAsync(pace, watched: run % 2 == 1, ct);
            turns.Add(run % 2 == 0 ? (first, second) : (second, first));
        }
        return turns;
    }

    private async Task<Turn> RunOnceAsync(Pace pace, bool watched, CancellationToken ct)
    {
        var ids = await replicas.SubmitAsync(workflows, pace, ct);
        replicas.Worker.ResetPeak();
        var before = replicas.Worker.NowMb;
        if (watched)
        {
            await crowd.WatchAsync(ids, ct);
        }
        var open = replicas.Worker.NowMb;
        var (cpu, started) = (replicas.Worker.ProcessorTime, TimeProvider.System.GetUtcNow());
        replicas.Processing.Go();
        var (ended, events) = (started, 0L);
        foreach (var id in ids)
        {
            var workflow = await EndAsync(id, ct);
            ended = workflow.CompletedAt > ended ? workflow.CompletedAt.Value : ended;
            events += workflow.LastSeq;
        }
        var result = watched ? await crowd.EndAsync(ct) : null;
        var (seconds, spent) = ((ended - started).TotalSeconds, replicas.Worker.ProcessorTime - cpu);
        return new(workflows / seconds, events / seconds, spent.TotalMilliseconds / events, before, open, replicas.Worker.PeakMb, result);
    }

    private async Task<WorkflowResource> EndAsync(Guid id, CancellationToken ct)
    {
        while (true)
        {
            var workflow = await replicas.GetAsync(id, ct);
            switch (workflow.Status)
            {
                case "completed":
                    return workflow;
                case "failed" or "cancelled":
                    throw new InvalidOperationException($"Workflow {id} {workflow.Status}: {workflow.Error?.Message}");
            }
            await Task.Delay(s_lookEvery, ct);
        }
    }
}
