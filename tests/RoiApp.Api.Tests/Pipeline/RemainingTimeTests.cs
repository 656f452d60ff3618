using RoiApp.Api.Pipeline;
using Xunit;

namespace RoiApp.Api.Tests.Pipeline;

public sealed class RemainingTimeTests
{
    private const long TotalMs = 100_000;

    [Fact]
    public void Nothing_is_said_of_an_engine_that_is_new_before_it_has_shown_its_pace()
    {
        var remaining = new RemainingTime(pace: null);
        Assert.Null(remaining.After(TimeSpan.FromSeconds(1), 0, 0));
        Assert.Null(remaining.After(TimeSpan.FromSeconds(2), 0.02, TotalMs));
        Assert.Equal(45, remaining.After(TimeSpan.FromSeconds(5), 0.1, TotalMs)!.Value.TotalSeconds, 0.001);
    }

    [Fact]
    public void A_known_engine_is_trusted_from_the_first_word()
    {
        var remaining = new RemainingTime(pace: 0.25);
        Assert.Null(remaining.After(TimeSpan.FromMilliseconds(10), 0, 0)); // As long as nobody knows how long the recording is.
        Assert.Equal(25, remaining.After(TimeSpan.FromMilliseconds(20), 0, TotalMs)!.Value.TotalSeconds, 0.1);
    }

    [Fact]
    public void A_run_slower_than_its_engine_was_is_believed_more_and_more()
    {
        var remaining = new RemainingTime(pace: 0.25);
        var said = Run(remaining, takes: TimeSpan.FromSeconds(100)).ToList();
        Assert.InRange(said[2].Error, 0.2, 0.8); // It was told 25 s and is going to be 100.
        Assert.InRange(said[50].Error, 0, 0.15);
        Assert.InRange(said[90].Error, 0, 0.15);
    }

    [Fact]
    public void What_is_said_counts_down_smoothly_however_rough_the_progress()
    {
        var remaining = new RemainingTime(pace: 0.5);
        var random = new Random(7);
        var (percent, before) = (0.0, (TimeSpan?)null);
        for (var at = TimeSpan.Zero; percent < 99; at += TimeSpan.FromMilliseconds(100))
        {
            percent += random.NextDouble() < 0.2 ? random.NextDouble() * 2 : 0; // In leaps, as recognisers in parallel report.
            var left = remaining.After(at, percent / 100, TotalMs)!.Value;
            if (before is { } last)
            {
                Assert.InRange((left - last).TotalSeconds, -2, 0.5);
            }
            before = left;
        }
    }

    private static IEnumerable<(double Percent, double Error)> Run(RemainingTime remaining, TimeSpan takes)
    {
        for (var percent = 0; percent < 100; percent++)
        {
            var left = takes * (1 - (percent / 100.0));
            var said = remaining.After(takes - left, percent / 100.0, TotalMs)!.Value;
            yield return (percent, Math.Abs((said - left) / left));
        }
    }
}
