namespace RoiApp.Api.Data;

/// <summary>Something promised to, or by, a contact.</summary>
internal sealed class ActionItem
{
    public required Guid WorkflowId { get; init; }

    public required int ContactIndex { get; init; }

    /// <summary>Position among the contact's items, from 0.</summary>
    public required int Index { get; init; }

    public required string Text { get; set; }

    public string? Assignee { get; set; }

    public DateOnly? DueOn { get; set; }

    public Priority? Priority { get; set; }

    public ActionItemStatus Status { get; set; } = ActionItemStatus.Open;

    public Evidence? Evidence { get; set; }
}
