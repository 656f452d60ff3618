using RoiApp.Load;
using Xunit;

namespace RoiApp.EndToEnd.Tests.Load;

public sealed class KneeTests
{
    [Fact]
    public void As_long_as_more_users_get_as_much_more_done_there_is_none() =>
        Assert.Null(Knee.In([Level(10, 20, 5), Level(20, 40, 6), Level(40, 65, 9)]));

    [Fact]
    public void It_is_before_the_level_whose_users_get_no_more_done()
    {
        var knee = Knee.In([Level(10, 20, 5), Level(20, 40, 6), Level(40, 44, 90), Level(80, 45, 900)])!;
        Assert.Equal((20, 40), (knee.Users, knee.TooMany));
        Assert.Equal("100 % more users got 10 % more done", knee.Reason);
    }

    [Fact]
    public void It_is_before_the_level_whose_reads_are_too_slow()
    {
        var knee = Knee.In([Level(10, 20, 5), Level(20, 40, 201)])!;
        Assert.Equal((10, 20), (knee.Users, knee.TooMany));
        Assert.Contains("201 ms", knee.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_few_slow_reads_are_no_knee()
    {
        var few = Level(10, 20, 900) with { Operations = [new("list", 39, 0, 900, 900, 900, 4, 200, Passed: false)] };
        Assert.Null(Knee.In([few]));
        Assert.NotNull(Knee.In([few with { Operations = [new("list", 40, 0, 900, 900, 900, 4, 200, Passed: false)] }]));
    }

    [Fact]
    public void It_is_below_the_first_level_where_even_that_fails()
    {
        var failing = Level(10, 20, 5) with { Operations = [new("edit", 100, 3, 1, 2, 3, 10, 200, Passed: false)] };
        var knee = Knee.In([failing, Level(20, 40, 5)])!;
        Assert.Equal((0, 10, "3 of 100 edit failed"), (knee.Users, knee.TooMany, knee.Reason));
    }

    [Fact]
    public void What_limits_is_the_processor_where_it_is_full_and_who_uses_most_of_it()
    {
        var full = Level(20, 40, 500) with { Cores = new Dictionary<string, double> { ["Api"] = 0.2, ["Processing"] = 0.9 * Environment.ProcessorCount } };
        Assert.StartsWith("the processor", Knee.In([full])!.Limit, StringComparison.Ordinal);
        Assert.Contains("most of all with Processing", Knee.In([full])!.Limit, StringComparison.Ordinal);
        var idle = full with { Cores = new Dictionary<string, double> { ["Api"] = 0.1 }, Waits = new Dictionary<string, double> { ["the queue"] = 90, ["a turn to write"] = 400 } };
        Assert.StartsWith("not the processor", Knee.In([idle])!.Limit, StringComparison.Ordinal);
        Assert.Contains("but a turn to write", Knee.In([idle])!.Limit, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("light", 10)]
    [InlineData("medium", 50)]
    [InlineData("heavy", 100)]
    [InlineData("stress", 200)]
    public void A_scenario_ends_at_the_users_it_is_named_for_and_takes_the_time_it_is_given(string name, int users)
    {
        var scenario = Scenario.Named(name, 30)!;
        Assert.Equal(users, scenario.Levels[^1].Users);
        Assert.Equal(30, scenario.Levels.Sum(level => level.For.TotalSeconds), 0.001);
        Assert.Equal(scenario.Levels.Select(level => level.Users).Order(), scenario.Levels.Select(level => level.Users));
    }

    [Fact]
    public void Figures_are_of_what_ended_well_and_one_failure_misses_the_target()
    {
        var samples = Enumerable.Range(1, 100).Select(i => new Sample(i, 10, 1, "list", i, null)).ToList();
        var figures = OperationFigures.Of(Operation.List, samples, TimeSpan.FromSeconds(10));
        Assert.Equal((100, 0, 50.0, 95.0, 99.0, 10.0, true), (figures.Requests, figures.Errors, figures.P50Ms!.Value, figures.P95Ms!.Value, figures.P99Ms!.Value, figures.PerSecond, figures.Passed!.Value));
        var failed = OperationFigures.Of(Operation.List, [.. samples, new(1, 10, 1, "list", 5000, "500")], TimeSpan.FromSeconds(10));
        Assert.Equal((101, 1, 95.0, false), (failed.Requests, failed.Errors, failed.P95Ms!.Value, failed.Passed!.Value));
        Assert.Null(OperationFigures.Of(Operation.Edit, samples, TimeSpan.FromSeconds(10)).Passed);
    }

    private static LevelFigures Level(int users, double perSecond, double readsP95Ms) =>
        new(users, TimeSpan.FromSeconds(10), [new("list", 1000, 0, 1, readsP95Ms, readsP95Ms, perSecond, 1000, Passed: true)], perSecond, readsP95Ms, new Dictionary<string, double> { ["Api"] = 0.5 }, new Dictionary<string, double>());
}
