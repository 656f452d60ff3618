namespace RoiApp.Api.Workflows;

/// <summary>The job that drives a workflow.</summary>
internal static class WorkflowJob
{
    public const string Kind = "workflow";
}
