using RoiApp.Api.Data;

namespace RoiApp.Api.Pipeline;

/// <summary>How the steps of a run have ended so far.</summary>
internal sealed class EndOfSteps(WorkflowRun run)
{
    private readonly HashSet<StepName> _done = [.. run.DoneBefore];

    /// <summary>The first step that failed: later ones mostly fail because of it.</summary>
    public Wire.StepFailed? Failure { get; private set; }

    public bool AllDone => _done.Count == Enum.GetValues<StepName>().Length;

    public void Note(Wire.ProcessEvent e)
    {
        if (e.StepCompleted is { } completed)
        {
            _done.Add(FromWire.Step(completed.Step));
        }
        else if (e.StepFailed is { } failed && !run.DoneBefore.Contains(FromWire.Step(failed.Step)))
        {
            Failure ??= failed;
        }
    }
}
