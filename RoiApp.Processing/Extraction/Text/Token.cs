namespace RoiApp.Processing.Extraction.Text;

/// <summary>A word of the memo and where it stands in the transcript.</summary>
/// <param name="Ordinal">Position among all the words said, fillers included.</param>
/// <param name="Text">The word as the transcript has it.</param>
/// <param name="Norm">The word in lower case without accents, contractions written out: what tables are looked up by.</param>
/// <param name="Segment">Index in the list of segments.</param>
/// <param name="Start">First character within the segment's text.</param>
/// <param name="End">One past the last character.</param>
internal sealed record Token(int Ordinal, string Text, string Norm, int Segment, int Start, int End)
{
    /// <summary>Punctuation between this word and the one before it.</summary>
    public Break Before { get; init; }

    /// <summary>Whether a hyphen joins it to the word before: "Hye-jin".</summary>
    public bool Hyphenated { get; init; }

    public long StartMs { get; init; }

    public long EndMs { get; init; }

    /// <summary>How sure the recogniser was, 0 to 1.</summary>
    public float Confidence { get; init; } = 1;

    public bool Capital { get; } = Text.Length > 0 && char.IsUpper(Text[0]);

    public bool HasDigit { get; } = Text.AsSpan().ContainsAnyInRange('0', '9');

    public bool StartsSentence => Before >= Break.Question;
}
