namespace RoiApp.Api.Data;

/// <summary>A text that a search may find. The databases index <see cref="Terms"/>; what is indexed is the same on both.</summary>
internal sealed class SearchEntry
{
    public long Id { get; init; }

    public required Guid WorkflowId { get; init; }

    public required SearchKind Kind { get; init; }

    /// <summary>Which segment, or which contact.</summary>
    public required int Index { get; init; }

    /// <summary>The workflow's, so that a search reads one table.</summary>
    public required string Owner { get; init; }

    /// <summary>Primary language subtag of <see cref="Text"/>, such as <c>es</c>.</summary>
    public required string Language { get; init; }

    /// <summary>When it was said; null where that is not known.</summary>
    public long? StartMs { get; init; }

    public required string Text { get; init; }

    /// <summary>The words of <see cref="Text"/>, folded and stemmed, with a blank between.</summary>
    public required string Terms { get; init; }
}
