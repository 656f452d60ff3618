using System.IO.Pipelines;
using RoiApp.Contracts.V1;
using KnownContact = RoiApp.Processing.Transcription.KnownContact;

namespace RoiApp.Processing.Receiving;

/// <summary>What a client asks for, checked.</summary>
/// <param name="FinishedSegments">The transcript of an earlier attempt; empty unless <c>options.transcription_done</c>.</param>
/// <param name="Content">The file's bytes as they arrive.</param>
internal sealed record WorkflowRequest(ProcessOptions Options, IReadOnlyList<Segment> FinishedSegments, PipeReader Content)
{
    /// <summary>BCP 47 tag of the language spoken, or empty to detect it.</summary>
    public string Language { get; } = string.Equals(Options.Language, ProcessOptionsRules.AnyLanguage, StringComparison.OrdinalIgnoreCase) ? "" : Options.Language;

    /// <summary>Of earlier reports, the most recent first.</summary>
    public IReadOnlyList<KnownContact> Contacts { get; } = [.. Options.KnownContacts.Select(known => new KnownContact(known.Name, known.Company))];

    /// <summary>Empty when no translation is wanted.</summary>
    public string TargetLanguage => Options.TargetLanguage;
}
