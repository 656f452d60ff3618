using RoiApp.Contracts.V1;
using RoiApp.Processing.Receiving;

namespace RoiApp.Processing;

/// <summary>What the stages of one workflow share.</summary>
/// <param name="Begin">Starts the clock of a step.</param>
internal sealed record WorkflowContext(WorkflowRequest Request, WorkflowEvents Events, Func<StepName, StepRun> Begin)
{
    public WorkflowProgress Progress { get; } = new(Events);
}

/// <summary>Everything that was said.</summary>
/// <param name="Language">BCP 47 tag of the language spoken.</param>
internal sealed record Transcript(IReadOnlyList<Segment> Segments, string Language);
