namespace RoiApp.Api.Data;

/// <summary>Somebody met: a row of the report. What was not said is null.</summary>
internal sealed class Contact
{
    public required Guid WorkflowId { get; init; }

    /// <summary>Position in the report, from 0.</summary>
    public required int Index { get; init; }

    public string? Name { get; set; }

    public string? Company { get; set; }

    public string? Position { get; set; }

    public string? Discussion { get; set; }

    public ContactType? ContactType { get; set; }

    public Priority? Priority { get; set; }

    public required IReadOnlyList<string> Tags { get; set; }

    /// <summary>Where the fields come from, at most one entry a field.</summary>
    public required IReadOnlyList<Evidence> Evidence { get; set; }

    /// <summary>When a person last changed the row; null for the engine's own words.</summary>
    public DateTimeOffset? EditedAt { get; set; }

    /// <summary>The fields that a person changed, at most one entry a field.</summary>
    public IReadOnlyList<ContactEdit> Edits { get; set; } = [];

    public List<ActionItem> ActionItems { get; init; } = [];
}

/// <summary>The words a value was read from.</summary>
/// <param name="Field">Name of the contact's field, such as <c>company</c>.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="SoundsLike">A known contact's name or company that sounds like what was heard; null where there is none.</param>
internal sealed record Evidence(string Field, double Confidence, string Quote, int SegmentIndex, long StartMs, long EndMs, string? SoundsLike = null);

/// <summary>A field that a person changed.</summary>
/// <param name="Field">Name of the contact's field, such as <c>company</c>.</param>
/// <param name="Heard">What the engine had read: by it a further run's contact is recognised. Lists a line an entry.</param>
internal sealed record ContactEdit(string Field, DateTimeOffset At, string? Heard);
