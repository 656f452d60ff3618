using RoiApp.Api.Data;
using RoiApp.Api.Pipeline;

namespace RoiApp.Bench.Eta;

/// <summary>What a real run said while it ran, to be estimated once more afterwards, in different ways.</summary>
/// <param name="DurationMs">Of the recording.</param>
/// <param name="TranscriptionMs">That the recogniser took.</param>
/// <param name="Ended">From Processing's first event to its last.</param>
internal sealed record RunTrace(long DurationMs, long TranscriptionMs, TimeSpan Ended, IReadOnlyList<(TimeSpan At, Wire.ProcessEvent Said)> Events)
{
    /// <summary>By what share of the time that was really left the word was off at each mark of the run's time; none where nothing had been said.</summary>
    /// <param name="pace">What is known of the engine.</param>
    public Dictionary<int, double> Errors(double? pace)
    {
        var clock = new TraceTime();
        var run = new RunProgress(clock, from: 0);
        run.Expect(pace);
        return Errors((at, e, percent) =>
        {
            clock.At = at;
            if (e.StepCompleted is { } completed)
            {
                run.Completed(FromWire.Step(completed.Step));
            }
            return e.Progress is { } progress ? run.After(progress, percent).EtaMs : null;
        });
    }

    /// <summary>The same for the rule of three: time so far by the share of the whole that is done.</summary>
    public Dictionary<int, double> ErrorsOfRuleOfThree() => Errors((at, e, percent) => e.Progress is not null && percent > 0 ? at.TotalMilliseconds * (100 - percent) / percent : null);

    private Dictionary<int, double> Errors(Func<TimeSpan, Wire.ProcessEvent, double, double?> say)
    {
        var (errors, percent, said, saidAt) = (new Dictionary<int, double>(), 0.0, (double?)null, TimeSpan.Zero);
        foreach (var (at, e) in Events)
        {
            foreach (var mark in RunProgress.Marks.Where(mark => at > Ended * mark / 100 && said is not null && !errors.ContainsKey(mark)))
            {
                // As a screen would have counted down what was said last.
                var then = Ended * mark / 100;
                errors[mark] = Math.Abs(said!.Value - (then - saidAt).TotalMilliseconds - (Ended - then).TotalMilliseconds) / (Ended - then).TotalMilliseconds;
            }
            percent = Math.Max(percent, e.Progress?.OverallPercent ?? 0);
            (said, saidAt) = say(at, e, percent) is { } left ? (left, at) : (said, saidAt);
        }
        return errors;
    }

    private sealed class TraceTime : TimeProvider
    {
        public TimeSpan At { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => At.Ticks;
    }
}
