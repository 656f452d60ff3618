using FsCheck;
using FsCheck.Fluent;
using RoiApp.ServiceDefaults.Performance;
using Xunit;

namespace RoiApp.Api.Tests.Performance;

public sealed class LatencyWindowsTests
{
    private static readonly double[] s_quantiles = [0, 0.01, 0.5, 0.9, 0.95, 0.99, 1];

    // From 64 ns to an hour, each magnitude as likely.
    private static Gen<long> Durations { get; } = Gen.Choose(0, 1_000_000).Select(share => (long)(64 * Math.Pow(3.6e12 / 64, share / 1e6)));

    [Fact]
    public void Quantiles_are_within_one_percent_of_the_true_ones()
    {
        var property = Prop.ForAll(Arb.From(Durations.NonEmptyListOf()), given =>
        {
            var windows = new LatencyWindows(slot: 0);
            given.ToList().ForEach(nanoseconds => windows.Record(nanoseconds, failed: false));
            var (sum, sorted) = (windows.Sum(window: 0), given.Order().ToList());
            Assert.Equal(given.Count, sum.Count);
            Assert.Equal(given.Average() / 1e6, sum.MeanMs!.Value, 1e-6 * sum.MeanMs.Value);
            Assert.All(s_quantiles, quantile =>
            {
                var exact = sorted[Math.Max(0, (int)Math.Ceiling(quantile * sorted.Count) - 1)] / 1e6;
                var said = sum.QuantileMs(quantile)!.Value;
                Assert.True(Math.Abs(said - exact) <= 0.01 * exact, $"p{100 * quantile}: {said} ms, but it was {exact} ms");
            });
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(400).WithQuietOnSuccess(true), property);
    }

    [Fact]
    public void Every_counter_holds_what_its_middle_stands_for()
    {
        for (var bin = 0; bin < LatencyBins.Count; bin++)
        {
            Assert.Equal(bin, LatencyBins.Of((long)LatencyBins.MiddleOf(bin)));
        }
        Assert.Equal((0, 0, LatencyBins.Count - 1), (LatencyBins.Of(-5), LatencyBins.Of(0), LatencyBins.Of(long.MaxValue)));
    }

    [Fact]
    public void A_window_holds_what_was_measured_since_its_first_slot_and_nothing_older()
    {
        var step = Gen.Zip(Gen.Frequency((8, Gen.Choose(0, 3)), (3, Gen.Choose(4, 40)), (1, Gen.Choose(700, 900))), Durations.ListOf()).Select(s => (Slots: s.Item1, Durations: s.Item2.ToList()));
        var property = Prop.ForAll(Arb.From(step.ListOf()), steps =>
        {
            var (windows, all, slot) = (new LatencyWindows(slot: 0), new List<(long Slot, long Nanoseconds)>(), 0L);
            foreach (var (slots, durations) in steps)
            {
                slot += slots;
                windows.RollTo(slot);
                durations.ForEach(nanoseconds => windows.Record(nanoseconds, failed: nanoseconds % 2 == 0));
                all.AddRange(durations.Select(nanoseconds => (slot, nanoseconds)));
                for (var window = 0; window < LatencyWindows.Minutes.Count; window++)
                {
                    var (sum, first) = (windows.Sum(window), LatencyWindows.FirstSlotOf(window, slot));
                    var wanted = all.Where(one => one.Slot >= first).Select(one => one.Nanoseconds).ToList();
                    Assert.Equal((wanted.Count, wanted.Sum(), wanted.Count(n => n % 2 == 0)), ((int)sum.Count, sum.Nanoseconds, (int)sum.Failed));
                }
            }
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150).WithEndSize(60).WithQuietOnSuccess(true), property);
    }

    [Theory]
    [InlineData(0, 12, 13)]
    [InlineData(1, 60, 63)]
    [InlineData(2, 720, 732)]
    public void A_window_reaches_back_its_length_and_less_than_a_slot_more(int window, int atLeast, int lessThan)
    {
        for (var slot = 2000L; slot < 2100; slot++)
        {
            Assert.InRange(slot - LatencyWindows.FirstSlotOf(window, slot), atLeast, lessThan - 1);
        }
    }

    [Fact]
    public async Task Nothing_is_lost_or_counted_twice_while_many_record_and_slots_close()
    {
        const int threads = 4, each = 100_000;
        var windows = new LatencyWindows(slot: 0);
        var recording = Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < each; i++)
            {
                windows.Record((thread * 1000) + i, failed: i % 100 == 0);
            }
        })));
        for (var slot = 1; slot <= 500; slot++)
        {
            windows.RollTo(slot);
            await Task.Yield();
        }
        await recording;
        windows.RollTo(501);
        var sum = windows.Sum(window: 2);
        Assert.Equal((threads * each, threads * each / 100), (sum.Count, sum.Failed));
        Assert.Equal(Enumerable.Range(0, threads).Sum(thread => Enumerable.Range(0, each).Sum(i => (thread * 1000L) + i)), sum.Nanoseconds);
    }

    [Fact]
    public void Slots_take_room_for_what_was_used_and_recording_takes_none()
    {
        var windows = new LatencyWindows(slot: 0);
        windows.Record(1_000_000, failed: false);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            windows.Record(1_000_000 + i, failed: false);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
