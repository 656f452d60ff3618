namespace RoiApp.Processing.Extraction.Text;

/// <summary>Words [Start, End) of a memo.</summary>
internal readonly record struct Span(int Start, int End)
{
    public int Length => End - Start;

    public bool IsEmpty => End <= Start;

    public bool Contains(int index) => index >= Start && index < End;

    public bool Overlaps(Span other) => Start < other.End && other.Start < End;
}
