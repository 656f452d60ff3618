namespace RoiApp.Web.Components.Intake;

/// <summary>Where a file is on its way to RoiApp.</summary>
public enum UploadPhase
{
    /// <summary>Chosen; others are sent first.</summary>
    Waiting,

    /// <summary>Bytes are going out.</summary>
    Sending,

    /// <summary>The connection is lost; it goes on where it was when that is back.</summary>
    Reconnecting,

    /// <summary>All bytes are out; RoiApp checks and stores them.</summary>
    Storing,

    /// <summary>Stored: there is a workflow.</summary>
    Done,

    /// <summary>Refused or broken off; can be tried again.</summary>
    Failed,

    /// <summary>Stopped by the user; can be tried again.</summary>
    Cancelled,
}

/// <summary>One chosen file.</summary>
/// <param name="Key">Names it between the page and the browser's script.</param>
/// <param name="Problem">What is wrong and what to do; null unless failed.</param>
/// <param name="WorkflowId">Once done.</param>
/// <param name="CanRetry">False when the same file can only fail again.</param>
public sealed record Upload(int Key, string Name, long Bytes, UploadPhase Phase, double Percent = 0, string? Problem = null, Guid? WorkflowId = null, bool CanRetry = true)
{
    /// <summary>True while there is something to cancel.</summary>
    public bool IsUnderWay => Phase is UploadPhase.Waiting or UploadPhase.Sending or UploadPhase.Reconnecting or UploadPhase.Storing;
}
