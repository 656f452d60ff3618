using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RoiApp.ServiceDefaults.Performance;
using Xunit;

namespace RoiApp.Api.Tests.Performance;

public sealed class PerformanceMonitorTests
{
    [Fact]
    public void Figures_follow_the_clock_out_of_one_window_after_the_other()
    {
        var time = new SteppedTime();
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var options = new PerformanceOptions { Targets = { ["quick"] = new() { Operation = "thing work", LimitMs = 10, Minutes = 1 } } };
        using var monitor = new PerformanceMonitor([new TaggedDurations("test.work", "thing", "work") { Outcome = "outcome" }], meters, Options.Create(options), time, services);
        var work = meters.Create("RoiApp.Test").CreateHistogram<double>("test.work", "s");

        work.Record(0.004, new KeyValuePair<string, object?>("outcome", "completed"));
        work.Record(0.040, new KeyValuePair<string, object?>("outcome", "failed"));
        work.Record(9, new KeyValuePair<string, object?>("outcome", "skipped"));
        Assert.Equal([(2, 1), (2, 1), (2, 1)], Counts());
        var judged = Assert.Single(monitor.Targets());
        Assert.Equal(("quick", "thing work", 2, false), (judged.Target, judged.Operation, judged.Count, judged.Passed));
        Assert.InRange(judged.MeasuredMs!.Value, 40 * 0.99, 40 * 1.01);

        time.Advance(TimeSpan.FromSeconds(30), monitor);
        work.Record(0.008, new KeyValuePair<string, object?>("outcome", "completed"));
        time.Advance(TimeSpan.FromSeconds(40), monitor);
        Assert.Equal([(1, 0), (3, 1), (3, 1)], Counts());
        Assert.True(Assert.Single(monitor.Targets()).Passed);

        time.Advance(TimeSpan.FromMinutes(5), monitor);
        Assert.Equal([(0, 0), (0, 0), (3, 1)], Counts());
        Assert.Null(Assert.Single(monitor.Targets()).Passed);
        time.Advance(TimeSpan.FromMinutes(56), monitor);
        Assert.Equal([(0, 0), (0, 0), (0, 0)], Counts());

        (int, int)[] Counts() => [.. Assert.Single(monitor.Operations()).Windows.Select(w => ((int)w.Count, (int)w.Failed))];
    }

    [Fact]
    public void The_rate_is_over_the_window_or_the_time_since_the_start()
    {
        var time = new SteppedTime();
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var monitor = new PerformanceMonitor([new TaggedDurations("test.work", "thing", "work")], meters, Options.Create(new PerformanceOptions()), time, services);
        var work = meters.Create("RoiApp.Test").CreateHistogram<double>("test.work", "s");
        for (var second = 0; second < 120; second++)
        {
            work.Record(0.001);
            work.Record(0.001);
            time.Advance(TimeSpan.FromSeconds(1), monitor);
        }
        Assert.All(Assert.Single(monitor.Operations()).Windows, w => Assert.Equal(2, w.PerSecond, 0.001));
    }

    [Fact]
    public void Another_hosts_instruments_are_not_listened_to()
    {
        using var ours = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var theirs = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var monitor = new PerformanceMonitor(
            [new TaggedDurations("test.work", "thing", "work")], ours.GetRequiredService<IMeterFactory>(), Options.Create(new PerformanceOptions()), new SteppedTime(), ours);
        theirs.GetRequiredService<IMeterFactory>().Create("RoiApp.Test").CreateHistogram<double>("test.work", "s").Record(1);
        Assert.Empty(monitor.Operations());
        ours.GetRequiredService<IMeterFactory>().Create("RoiApp.Test").CreateHistogram<double>("test.work", "s").Record(1);
        Assert.Single(monitor.Operations());
    }

    /// <summary>A clock that stands still until it is moved, and closes slots on its way as the monitor's timer does.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by, PerformanceMonitor monitor)
        {
            for (var until = _ticks + by.Ticks; _ticks < until;)
            {
                _ticks = Math.Min(until, _ticks + LatencyWindows.Slot.Ticks);
                monitor.Roll();
            }
        }
    }
}
