namespace RoiApp.Api.Data;

/// <summary>The state machine of a workflow and of its steps, in one place; drawn in <c>docs/workflows.md</c>.</summary>
internal static class Transitions
{
    /// <summary>Statuses in which a workflow rests: nothing happens to it until somebody asks for it.</summary>
    public static bool IsFinal(this WorkflowStatus status) =>
        status is WorkflowStatus.Completed or WorkflowStatus.Failed or WorkflowStatus.Cancelled;

    public static bool Allows(WorkflowStatus from, WorkflowStatus to) => (from, to) switch
    {
        (WorkflowStatus.Uploaded, WorkflowStatus.Queued or WorkflowStatus.Cancelled) => true,
        (WorkflowStatus.Queued, WorkflowStatus.Running or WorkflowStatus.Failed or WorkflowStatus.Cancelled) => true,
        // Back to the queue: the engines were away, or this server went down.
        (WorkflowStatus.Running, WorkflowStatus.Queued) => true,
        (WorkflowStatus.Running, WorkflowStatus.Completed or WorkflowStatus.Failed or WorkflowStatus.Cancelled) => true,
        // Retry.
        (WorkflowStatus.Failed or WorkflowStatus.Cancelled, WorkflowStatus.Queued) => true,
        _ => false,
    };

    public static bool Allows(StepStatus from, StepStatus to) => (from, to) switch
    {
        (StepStatus.Pending, StepStatus.Running or StepStatus.Completed or StepStatus.Skipped or StepStatus.Failed) => true,
        (StepStatus.Running, StepStatus.Completed or StepStatus.Skipped or StepStatus.Failed) => true,
        // The next attempt begins it anew; finished ones are never begun again.
        (StepStatus.Running or StepStatus.Failed, StepStatus.Pending) => true,
        _ => false,
    };

    public static void Check(WorkflowStatus from, WorkflowStatus to)
    {
        if (!Allows(from, to))
        {
            throw new InvalidTransitionException($"A workflow cannot go from {from} to {to}.");
        }
    }

    public static void Check(StepStatus from, StepStatus to)
    {
        if (!Allows(from, to))
        {
            throw new InvalidTransitionException($"A step cannot go from {from} to {to}.");
        }
    }
}

/// <summary>Somebody asked for an arrow that the state machine does not have.</summary>
internal sealed class InvalidTransitionException(string message) : InvalidOperationException(message);
