using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Data;
using RoiApp.Api.Progress;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Progress.Contract;

/// <summary>Plays one schedule: a writer, and a watcher on each channel, all at once.</summary>
internal sealed class ScheduleRun(Schedule schedule, IReadOnlyList<RunningApi> replicas, Tally tally, CancellationToken ct)
{
    private readonly Guid _id = Guid.CreateVersion7();
    private readonly List<string> _said = [];
    private readonly TaskCompletionSource[] _written = [.. schedule.Writes.Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
    private readonly WatcherState[] _watchers = [.. schedule.Watchers.Select(_ => new WatcherState())];

    public async Task PlayAsync()
    {
        try
        {
            await CreateAsync();
            await Task.WhenAll([WriteAsync(), .. schedule.Watchers.Select((plan, i) => WatchAsync(plan, _watchers[i]))]);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            throw new InvalidOperationException($"Schedule {schedule.Seed}: {e.Message}", e);
        }
        foreach (var (plan, watcher) in schedule.Watchers.Zip(_watchers))
        {
            var told = watcher.Seen.Select(e => $"{e.Seq} {e.Message}").ToList();
            var wanted = _said.Select((message, i) => $"{i + 1} {message}").ToList();
            Assert.True(wanted.SequenceEqual(told), $"Schedule {schedule.Seed}, {plan.Channel}: told [{string.Join(", ", told)}] of [{string.Join(", ", wanted)}]");
            tally.Add(plan.Channel, told.Count, watcher.Reconnects, watcher.Passed);
        }
    }

    private async Task CreateAsync()
    {
        var now = TimeProvider.System.Now();
        var workflow = new Workflow
        {
            Id = _id, Owner = Owner.Local, Name = "scheduled", FileName = "scheduled.txt", Source = SourceKind.Transcript, Language = "en", Priority = Priority.Medium,
            AudioSha256 = new('0', 64), AudioBytes = 1, AudioFormat = "txt", CreatedAt = now, UpdatedAt = now,
            Steps = [.. Enum.GetValues<StepName>().Select(name => new WorkflowStep { WorkflowId = _id, Name = name })],
        };
        var replica = replicas[schedule.Writes[0].Replica];
        await using var scope = replica.Services.CreateAsyncScope();
        await using var change = await replica.Services.GetRequiredService<WorkflowChanges>().BeginNewAsync(scope.ServiceProvider.GetRequiredService<RoiDb>(), workflow, ct);
        workflow.MoveTo(WorkflowStatus.Queued, change.Now);
        Say(change, "created");
        await change.CommitAsync(ct);
    }

    private async Task WriteAsync()
    {
        for (var i = 0; i < schedule.Writes.Count; i++)
        {
            var write = schedule.Writes[i];
            var replica = replicas[write.Replica];
            await using (var scope = replica.Services.CreateAsyncScope())
            {
                await using var change = await replica.Services.GetRequiredService<WorkflowChanges>().BeginAsync(scope.ServiceProvider.GetRequiredService<RoiDb>(), _id, ct);
                for (var e = 0; e < write.Events; e++)
                {
                    if (i == schedule.Writes.Count - 1 && e == write.Events - 1)
                    {
                        change!.Workflow.MoveTo(WorkflowStatus.Cancelled, change.Now);
                    }
                    Say(change!, $"{i}.{e}");
                }
                await change!.CommitAsync(ct);
            }
            for (var p = 0; p < write.Passing; p++)
            {
                replica.Services.GetRequiredService<EventFeed>().Pass(
                    Owner.Local, _id, [new(_said.Count, _id, TimeProvider.System.Now(), EventTypes.Progress, null, p, null, null)]);
            }
            _written[i].SetResult();
            if (write.AwaitedBy is { } watcher)
            {
                await _watchers[watcher].ReachedAsync(_said.Count, ct);
            }
        }
    }

    private async Task WatchAsync(WatcherPlan plan, WatcherState state)
    {
        if (plan.BeginsAfterWrite >= 0)
        {
            await _written[plan.BeginsAfterWrite].Task.WaitAsync(ct);
        }
        foreach (var visit in plan.Visits)
        {
            if (await VisitAsync(plan.Channel, replicas[visit.Replica], state, visit.LeavesAfter))
            {
                return;
            }
            state.Reconnects++;
        }
        // A stream may end early (a server that goes down); the last event is what ends the watching.
        while (!await VisitAsync(plan.Channel, replicas[plan.StaysAt], state, int.MaxValue))
        {
            state.Reconnects++;
        }
    }

    private async Task<bool> VisitAsync(WatchedBy channel, RunningApi replica, WatcherState state, int leavesAfter)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var told = 0;
        var after = state.Seen.Count == 0 ? 0 : state.Seen[^1].Seq;
        var ended = state.Seen.Count > 0 && _written[^1].Task.IsCompleted && after == _said.Count;
        if (ended || leavesAfter == 0)
        {
            return ended;
        }
        await foreach (var e in channel.OpenAsync(replica, _id, after, leaving.Token))
        {
            if (e.IsPassing)
            {
                Assert.Equal(state.Seen.Count == 0 ? 0 : state.Seen[^1].Seq, e.Seq); // Never before the state event that it follows.
                state.Passed++;
                continue;
            }
            state.Saw(e);
            if (++told == leavesAfter)
            {
                await leaving.CancelAsync();
                return false;
            }
        }
        return _written[^1].Task.IsCompleted && state.Seen.Count > 0 && state.Seen[^1].Seq >= _said.Count;
    }

    private void Say(WorkflowChange change, string message)
    {
        change.SayStatus(message);
        _said.Add(message);
    }

    private sealed class WatcherState
    {
        private volatile TaskCompletionSource _more = New();

        public List<Told> Seen { get; } = [];

        public int Reconnects { get; set; }

        public int Passed { get; set; }

        public void Saw(Told e)
        {
            lock (Seen)
            {
                Seen.Add(e);
            }
            Interlocked.Exchange(ref _more!, New()).TrySetResult();
        }

        public async Task ReachedAsync(int seq, CancellationToken ct)
        {
            while (true)
            {
                var more = _more.Task;
                lock (Seen)
                {
                    if (Seen.Count > 0 && Seen[^1].Seq >= seq)
                    {
                        return;
                    }
                }
                await more.WaitAsync(ct);
            }
        }

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
