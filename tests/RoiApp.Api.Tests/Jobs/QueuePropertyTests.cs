using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Microsoft.FSharp.Core;
using RoiApp.Api.Data;
using RoiApp.Api.Jobs;
using RoiApp.Api.Tests.Hosting;
using Xunit;

namespace RoiApp.Api.Tests.Jobs;

public sealed class QueuePropertyOnSqliteTests(SqliteApi api) : QueuePropertyTests(api, cases: 60), IClassFixture<SqliteApi>;

public sealed class QueuePropertyOnPostgresTests(PostgresApi api) : QueuePropertyTests(api, cases: 20), IClassFixture<PostgresApi>;

/// <summary>
/// Random sequences of everything that can happen to the queue, each step held against <see cref="QueueModel"/>. A failure is shrunk and tells its
/// seed; <c>ROI_TEST_SEED=seed,gamma</c> repeats it.
/// </summary>
public abstract class QueuePropertyTests(ApiFixture api, int cases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_happens_in_whatever_order_the_queue_does_what_its_model_does()
    {
        var time = new ManualTime();
        await using var store = await JobStore.OpenAsync(api, time);
        store.Options.KeepFinished = TimeSpan.FromSeconds(60);
        store.Options.PruneBatch = 2;
        var steps = Gen.Zip(Gen.Elements(Enum.GetValues<Act>()), Gen.Zip(Gen.Choose(0, 9), Gen.Choose(0, 99))).Select(s => new Step(s.Item1, s.Item2.Item1, s.Item2.Item2));
        var sequences = Arb.From(steps.ArrayOf(), Shrunk);
        var config = Config.QuickThrowOnFailure.WithMaxTest(cases).WithStartSize(40).WithEndSize(80).WithQuietOnSuccess(true);
        if (Environment.GetEnvironmentVariable("ROI_TEST_SEED")?.Split(',') is [var seed, var gamma])
        {
            config = config.WithReplay(FSharpOption<Replay>.Some(new(new(ulong.Parse(seed, null), ulong.Parse(gamma, null)), FSharpOption<int>.None)));
        }
        await Task.Run(() => Check.One(config, Prop.ForAll(sequences, sequence => RunAsync(store, time, sequence).GetAwaiter().GetResult())), Ct);
    }

    // Halves first, then single steps left out.
    private static IEnumerable<Step[]> Shrunk(Step[] steps)
    {
        for (var size = steps.Length / 2; size > 0; size /= 2)
        {
            for (var from = 0; from + size <= steps.Length; from += size)
            {
                yield return [.. steps[..from], .. steps[(from + size)..]];
            }
        }
    }

    private static async Task RunAsync(JobStore store, ManualTime time, Step[] steps)
    {
        await store.DoAsync((_, db) => db.Jobs.ExecuteDeleteAsync(Ct));
        var run = new Run(store, time, new(store.Options));
        foreach (var step in steps)
        {
            await run.TakeAsync(step);
            var table = await store.DoAsync((_, db) => db.Jobs.AsNoTracking().ToListAsync(Ct));
            Assert.Equal(
                run.Model.Lines.Order(StringComparer.Ordinal),
                table.Select(j => QueueModel.Line(j.SubjectId, j.State, j.Attempt, j.Fence, j.Rank, j.RunAt, j.LeasedUntil, j.FinishedAt)).Order(StringComparer.Ordinal));
        }
    }

    private enum Act
    {
        Add,
        AddAgain,
        Claim,
        ClaimAgain,
        Renew,
        Complete,
        Fail,
        Retry,
        GiveBack,
        Cancel,
        Revive,
        Delete,
        Rescue,
        Prune,
        Wait,
    }

    /// <param name="Which">Which lease, subject, priority or time; taken modulo what there is.</param>
    private sealed record Step(Act Act, int Which, int Amount);

    private sealed class Run(JobStore store, ManualTime time, QueueModel model)
    {
        private readonly List<Lease> _leases = [];
        private readonly List<Guid> _subjects = [];

        public QueueModel Model => model;

        public async Task TakeAsync(Step step)
        {
            var priority = (Priority)(1 + (step.Which % 3));
            switch (step.Act)
            {
                case Act.Add or Act.AddAgain:
                    await AddAsync(priority, TimeSpan.FromSeconds(step.Amount * 20));
                    break;
                case Act.Claim or Act.ClaimAgain:
                    await ClaimAsync();
                    break;
                case Act.Renew or Act.Complete or Act.Fail or Act.Retry or Act.GiveBack when _leases.Count > 0:
                    await SettleAsync(step.Act, _leases[^(1 + (step.Which % _leases.Count))], TimeSpan.FromSeconds(step.Amount % 20));
                    break;
                case Act.Cancel when _subjects.Count > 0:
                    await store.DoAsync((queue, db) => queue.CancelAsync(db, JobStore.Kind, Subject(step), Ct));
                    model.Cancel(Subject(step), time.GetUtcNow());
                    break;
                case Act.Revive when _subjects.Count > 0:
                    await ReviveAsync(Subject(step), priority);
                    break;
                case Act.Delete when _subjects.Count > 0:
                    await store.DoAsync((_, db) => JobQueue.DeleteAsync(db, JobStore.Kind, Subject(step), Ct));
                    model.Delete(Subject(step));
                    break;
                case Act.Rescue:
                    Assert.Equal(model.Rescue(time.GetUtcNow()), await store.RescueAsync());
                    break;
                case Act.Prune:
                    await PruneAsync();
                    break;
                case Act.Wait:
                    time.Advance(TimeSpan.FromSeconds(step.Amount % 45) + TimeSpan.FromMilliseconds(step.Which));
                    break;
                default:
                    break; // Nothing there to do it to.
            }
        }

        private async Task AddAsync(Priority priority, TimeSpan length)
        {
            var job = await store.DoAsync(async (queue, db) =>
            {
                var added = queue.Add(db, JobStore.Kind, Guid.CreateVersion7(), priority, length);
                await db.SaveChangesAsync(Ct);
                return added;
            });
            _subjects.Add(job.SubjectId);
            model.Add(job, length, time.GetUtcNow());
        }

        private async Task ClaimAsync()
        {
            var expected = model.Claim(time.GetUtcNow());
            var lease = await store.ClaimAsync();
            Assert.Equal(expected, lease?.SubjectId);
            if (lease is not null)
            {
                _leases.Add(lease);
            }
        }

        private async Task SettleAsync(Act act, Lease lease, TimeSpan after)
        {
            var now = time.GetUtcNow();
            var good = model.IsGood(lease);
            if (act == Act.Renew)
            {
                Assert.Equal(good, await store.DoAsync((queue, db) => queue.RenewAsync(db, lease, Ct)));
                if (good)
                {
                    model.Renew(lease, now);
                }
                return;
            }
            var at = now + after;
            Task Settle() => store.DoAsync(async (queue, db) =>
            {
                switch (act)
                {
                    case Act.Complete:
                        await queue.CompleteAsync(db, lease, Ct);
                        break;
                    case Act.Fail:
                        await queue.FailAsync(db, lease, "bad", Ct);
                        break;
                    case Act.GiveBack:
                        await queue.GiveBackAsync(db, lease, after, "busy", Ct);
                        break;
                    default:
                        at = await queue.RetryAsync(db, lease, "fell over", Ct);
                        break;
                }
            });
            if (!good)
            {
                await Assert.ThrowsAsync<LeaseLostException>(Settle);
                return;
            }
            await Settle();
            switch (act)
            {
                case Act.Complete or Act.Fail:
                    model.Finish(lease, act == Act.Complete ? JobState.Completed : JobState.Failed, now);
                    break;
                case Act.Retry:
                    var full = TimeSpan.FromTicks(Math.Min(store.Options.BackOffFrom.Ticks << Math.Min(lease.Attempt - 1, 30), store.Options.BackOffTo.Ticks));
                    Assert.InRange(at - now, full / 2, full);
                    model.PutBack(lease, Whole(at), spent: true, now);
                    break;
                default:
                    model.PutBack(lease, at, spent: false, now);
                    break;
            }
        }

        private async Task ReviveAsync(Guid subject, Priority priority)
        {
            await store.DoAsync((queue, db) => queue.ReviveAsync(db, JobStore.Kind, subject, priority, Ct));
            if (model.Revive(subject, priority, time.GetUtcNow()))
            {
                model.Add(await store.DoAsync((_, db) => db.Jobs.SingleAsync(j => j.SubjectId == subject, Ct)), TimeSpan.Zero, time.GetUtcNow());
            }
        }

        // Which of two jobs finished at one time goes first is nobody's business: prune to the end.
        private async Task PruneAsync()
        {
            int expected;
            do
            {
                expected = model.Prune(time.GetUtcNow());
                Assert.Equal(expected, await store.DoAsync((queue, db) => queue.PruneAsync(db, Ct)));
            }
            while (expected > 0);
        }

        private Guid Subject(Step step) => _subjects[^(1 + (step.Which % _subjects.Count))];

        // What the databases keep.
        private static DateTimeOffset Whole(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }
}
