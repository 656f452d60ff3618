using RoiApp.Api.Data;
using RoiApp.Api.Jobs;

namespace RoiApp.Api.Pipeline;

/// <summary>One attempt at a workflow, as far as it is kept in memory.</summary>
internal sealed class WorkflowRun(Lease lease, Workflow workflow, IReadOnlyList<Segment> finished)
{
    public Lease Lease => lease;

    public Guid WorkflowId { get; } = workflow.Id;

    public string Owner { get; } = workflow.Owner;

    public string FileName { get; } = workflow.FileName;

    public SourceKind Source { get; } = workflow.Source;

    /// <summary>UTC: where the speaker's midnight was is not known.</summary>
    public DateOnly RecordedOn { get; } = DateOnly.FromDateTime(workflow.CreatedAt.UtcDateTime);

    public string Language { get; } = workflow.Language;

    public string? TargetLanguage { get; } = workflow.TargetLanguage;

    public string Sha256 { get; } = workflow.AudioSha256;

    public long ContentBytes { get; } = workflow.AudioBytes;

    /// <summary>Steps whose results an earlier attempt left: what Processing says of them is passed over.</summary>
    public IReadOnlySet<StepName> DoneBefore { get; } = workflow.Steps.Where(s => s.IsDone).Select(s => s.Name).ToHashSet();

    /// <summary>The transcript, when an earlier attempt finished it; empty otherwise.</summary>
    public IReadOnlyList<Segment> FinishedSegments => finished;

    /// <summary>Who is likely to be named, the most recent first.</summary>
    public IReadOnlyList<(string Name, string Company)> KnownContacts { get; init; } = [];

    /// <summary>The right to hear the recording; null where nothing is to be heard.</summary>
    public Hearing? Hearing { get; set; }

    /// <summary>Indexes of the segments that this attempt has added.</summary>
    public HashSet<int> SegmentsAdded { get; } = [];

    /// <summary>Seq of the last event written.</summary>
    public long LastSeq { get; set; } = workflow.LastSeq;

    /// <summary>0 to 100 of the whole workflow; never goes back.</summary>
    public double Progress { get; private set; } = workflow.Steps.Any(s => s.IsDone) ? workflow.Progress : 0;

    /// <summary>True once Processing has answered: from then on a broken call is this attempt's failure.</summary>
    public bool HasBegun { get; set; }

    /// <summary>True when the transcript has just been taken over from an earlier workflow, and watchers have been told.</summary>
    public bool HasTakenOver { get; init; }

    /// <summary>What decoding found out about the recording; null until then. Written with the next thing that is said.</summary>
    public Wire.AudioInfo? Heard { get; set; }

    public bool AllDoneBefore => DoneBefore.Count == Enum.GetValues<StepName>().Length;

    public void WriteHeard(Workflow to)
    {
        if (Heard is { } heard)
        {
            to.DurationMs = heard.DurationMs;
            to.AudioFormat = heard.Format.Length > 0 ? heard.Format : to.AudioFormat;
        }
    }

    public void Advance(double? overallPercent) => Progress = Math.Clamp(Math.Max(Progress, overallPercent ?? 0), 0, 100);
}
