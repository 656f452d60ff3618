using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.Fields;

/// <summary>Something the memo says about whoever it is talking of.</summary>
/// <param name="Value">What was read.</param>
/// <param name="Span">The words it was read from.</param>
/// <param name="Strength">How surely the words say it, 0 to 1.</param>
internal sealed record Fact<T>(T Value, Span Span, double Strength);

/// <summary>Words of a topic or a promise.</summary>
/// <param name="Span">The value.</param>
/// <param name="Lead">The words from the beginning of the statement to the value: they may name whom it concerns.</param>
/// <param name="Strength">How surely the words say it, 0 to 1.</param>
internal sealed record Passage(Span Span, Span Lead, double Strength)
{
    /// <summary>Of a promise, the words that name who made it; null for whoever speaks.</summary>
    public Span? By { get; init; }

    /// <summary>Of a promise made in one breath with others, the lead of the first of them: "for Deborah I have to send … and draft …".</summary>
    public Span? Opening { get; init; }
}
