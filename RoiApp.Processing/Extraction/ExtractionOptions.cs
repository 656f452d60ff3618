using System.ComponentModel.DataAnnotations;
using RoiApp.Processing.Services;

namespace RoiApp.Processing.Extraction;

/// <summary>Who reads reports out of transcripts: the grammar, or chat models before it.</summary>
internal sealed class ExtractionOptions : ServiceChainOptions
{
    public const string Section = "Extraction";

    /// <summary>Longer memos are left to the grammar, which reads any length.</summary>
    [Range(100, 10_000_000)]
    public int MaxCharacters { get; set; } = 60_000;
}
