using RoiApp.Api.Data;
using Xunit;

namespace RoiApp.Api.Tests.Data;

public sealed class TransitionTests
{
    [Fact]
    public void A_workflow_has_exactly_these_arrows()
    {
        string[] drawn =
        [
            "Uploaded>Queued", "Uploaded>Cancelled",
            "Queued>Running", "Queued>Failed", "Queued>Cancelled",
            "Running>Queued", "Running>Completed", "Running>Failed", "Running>Cancelled",
            "Failed>Queued", "Cancelled>Queued",
        ];
        var allowed = from a in Enum.GetValues<WorkflowStatus>() from b in Enum.GetValues<WorkflowStatus>() where Transitions.Allows(a, b) select $"{a}>{b}";
        Assert.Equal(drawn.Order(StringComparer.Ordinal), allowed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_finished_step_is_never_begun_again()
    {
        Assert.DoesNotContain(Enum.GetValues<StepStatus>(), to => Transitions.Allows(StepStatus.Completed, to) || Transitions.Allows(StepStatus.Skipped, to));
    }

    [Fact]
    public void An_arrow_that_does_not_exist_is_refused()
    {
        var e = Assert.Throws<InvalidTransitionException>(() => Transitions.Check(WorkflowStatus.Completed, WorkflowStatus.Running));
        Assert.Equal("A workflow cannot go from Completed to Running.", e.Message);
    }
}
