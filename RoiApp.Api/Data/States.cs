namespace RoiApp.Api.Data;

internal enum WorkflowStatus
{
    Uploaded,
    Queued,
    Running,
    Completed,
    Failed,
    Cancelled,
}

internal enum StepStatus
{
    Pending,
    Running,
    Completed,
    Failed,
    Skipped,
}

/// <summary>In the order the memo meets them.</summary>
internal enum StepName
{
    Transcription = 1,
    Translation = 2,
    Extraction = 3,
}

internal enum SourceKind
{
    Audio,
    Transcript,
}

/// <summary>Stored as its number: a queue sorts by it.</summary>
internal enum Priority
{
    Low = 1,
    Medium = 2,
    High = 3,
}

internal enum ContactType
{
    Prospective,
    Existing,
}

internal enum ActionItemStatus
{
    Open,
    Done,
}

/// <summary>What a search finds.</summary>
internal enum SearchKind
{
    Segment,
    Translation,
    Contact,
}

internal enum JobState
{
    /// <summary>Not to be claimed before its time: kept apart, so that a claim never looks past it.</summary>
    Waiting,
    Available,
    Running,
    Completed,
    Failed,
    Cancelled,
}
