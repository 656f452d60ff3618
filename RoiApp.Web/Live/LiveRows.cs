using System.Collections.Immutable;
using RoiApp.Contracts.Rest;

namespace RoiApp.Web.Live;

/// <summary>The rows of a list, newest first, as events change them. Immutable, like the views it holds.</summary>
/// <param name="Status">What the list is of; null for all.</param>
/// <param name="IsOld">True when something happened that the rows do not show: look at the list again.</param>
internal sealed record LiveRows(ImmutableList<WorkflowView> Rows, string? Status, bool IsOld = false)
{
    // A row has no room for words.
    private static readonly string[] s_toldElsewhere = [EventTypes.Segment, EventTypes.Translation, EventTypes.Report, EventTypes.Partial];

    public static LiveRows Of(IEnumerable<WorkflowResource> workflows, string? status) => new([.. workflows.Select(RowOf)], status);

    /// <summary>A row with nothing but the workflow's state; what is known of it already is not told again.</summary>
    public static WorkflowView RowOf(WorkflowResource workflow) => WorkflowView.Of(workflow) with { LastSeq = workflow.LastSeq };

    /// <summary>The rows after an event of any workflow.</summary>
    public LiveRows Apply(EventResource happened)
    {
        if (s_toldElsewhere.Contains(happened.Type))
        {
            return this;
        }

        var at = Rows.FindIndex(row => row.Workflow.Id == happened.WorkflowId);
        if (happened.Type == EventTypes.WorkflowDeleted)
        {
            return at < 0 ? this : this with { Rows = Rows.RemoveAt(at) };
        }

        if (happened.Type == EventTypes.Snapshot || (at < 0 && happened.Type == EventTypes.WorkflowStatus))
        {
            return this with { IsOld = true }; // A gap, a new one, or an old one that comes into what the list is of.
        }

        if (at < 0)
        {
            return this;
        }

        var row = Rows[at].Apply(happened);
        return ReferenceEquals(row, Rows[at]) ? this
            : Status is null || row.Workflow.Status == Status ? this with { Rows = Rows.SetItem(at, row) }
            : this with { Rows = Rows.RemoveAt(at) };
    }
}
