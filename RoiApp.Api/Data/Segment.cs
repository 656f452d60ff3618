namespace RoiApp.Api.Data;

/// <summary>One utterance, [StartMs, EndMs), in the language spoken.</summary>
internal sealed class Segment
{
    public required Guid WorkflowId { get; init; }

    /// <summary>Position in the transcript, from 0, without gaps.</summary>
    public required int Index { get; init; }

    public required long StartMs { get; set; }

    public required long EndMs { get; set; }

    public required string Text { get; set; }

    /// <summary>0 to 1.</summary>
    public required double Confidence { get; set; }

    /// <summary>Null while (or never) translated.</summary>
    public string? Translation { get; set; }

    /// <summary>BCP 47 language of <see cref="Text"/>.</summary>
    public required string Language { get; set; }

    /// <summary>The words with their times; empty where the engine gives none.</summary>
    public required IReadOnlyList<SpokenWord> Words { get; set; }

    /// <summary>What was said, without its translation, for another workflow over the same recording.</summary>
    public Segment CopyFor(Guid workflowId) => new()
    {
        WorkflowId = workflowId,
        Index = Index,
        StartMs = StartMs,
        EndMs = EndMs,
        Text = Text,
        Confidence = Confidence,
        Language = Language,
        Words = Words,
    };
}

/// <summary>A word and when it was said.</summary>
internal sealed record SpokenWord(string Text, long StartMs, long EndMs, double Confidence);
