using RoiApp.Api.Data;
using RoiApp.Api.Pipeline;
using Xunit;

namespace RoiApp.Api.Tests.Pipeline;

public sealed class RunProgressTests
{
    private readonly Clock _time = new();

    [Fact]
    public void What_is_heard_tells_the_time_left_while_the_whole_stands_for_a_translation_that_waits()
    {
        var run = new RunProgress(_time, from: 0);
        _time.At = TimeSpan.FromSeconds(10);
        var known = run.After(Said(Wire.StepName.Transcription, 50), percent: 20);
        Assert.Equal((10_000L, 50.0), (known.EtaMs, known.StepPercent));
        known = run.After(Said(Wire.StepName.Translation, 20), percent: 20);
        Assert.Equal(new Dictionary<string, double> { ["transcription"] = 50, ["translation"] = 20 }, known.Steps);
        Assert.Equal(10_000, known.EtaMs);
    }

    [Fact]
    public void Once_all_is_heard_the_translation_tells_it()
    {
        var run = new RunProgress(_time, from: 0);
        _time.At = TimeSpan.FromSeconds(10);
        run.After(Said(Wire.StepName.Transcription, 100), percent: 50);
        run.Completed(StepName.Transcription);
        _time.At = TimeSpan.FromSeconds(60);
        Assert.InRange(run.After(Said(Wire.StepName.Translation, 75), percent: 75).EtaMs!.Value, 19_000, 20_000);
    }

    [Fact]
    public void A_run_that_goes_on_where_another_ended_counts_only_what_it_does_itself()
    {
        var run = new RunProgress(_time, from: 50);
        _time.At = TimeSpan.FromSeconds(2);
        Assert.Equal(8000, run.After(Said(Wire.StepName.Translation, 60), percent: 60).EtaMs!.Value, 1.0);
    }

    [Fact]
    public void Afterwards_it_tells_how_wrong_it_was()
    {
        var run = new RunProgress(_time, from: 0);
        run.Expect(0.2); // 20 s for the 100; it takes 40.
        for (var percent = 0; percent < 100; percent++)
        {
            _time.At = TimeSpan.FromSeconds(0.4 * percent);
            run.After(Said(Wire.StepName.Transcription, percent), percent);
        }
        _time.At = TimeSpan.FromSeconds(40);
        var errors = run.Errors().ToDictionary(e => e.Mark, e => e.Error);
        Assert.Equal(RunProgress.Marks, errors.Keys.Order());
        Assert.InRange(errors[10], 0.1, 0.5);
        Assert.InRange(errors[75], 0, 0.15);
    }

    private static Wire.StepProgress Said(Wire.StepName step, double percent) => new() { Step = step, Percent = percent, DoneMs = (long)percent * 1000, TotalMs = 100_000 };

    private sealed class Clock : TimeProvider
    {
        public TimeSpan At { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => At.Ticks;
    }
}
