using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.People;

/// <summary>Somebody met, as far as the memo has been read.</summary>
internal sealed class ContactDraft
{
    /// <summary>The words in which the contact was introduced.</summary>
    public required Span Mention { get; set; }

    /// <summary>Contacts of one group were introduced together: what is said next holds for all of them.</summary>
    public int Group { get; set; }

    public Span? Name { get; set; }

    public Span? Company { get; set; }

    public Span? Position { get; set; }

    /// <summary>How surely the introduction is one, 0 to 1.</summary>
    public double Strength { get; set; } = 0.9;

    public bool IsNameOnly => Company is null && Position is null;

    public bool IsEmpty => Name is null && Company is null && Position is null;
}
