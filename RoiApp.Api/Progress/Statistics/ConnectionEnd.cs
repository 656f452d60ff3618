namespace RoiApp.Api.Progress.Statistics;

/// <summary>Why a watcher's connection is no more.</summary>
internal enum ConnectionEnd
{
    /// <summary>The client closed it, or its connection broke.</summary>
    ClientLeft,

    /// <summary>There was nothing more to tell.</summary>
    Ended,

    /// <summary>The client took nothing for <see cref="ProgressOptions.StuckAfter"/>.</summary>
    Slow,

    /// <summary>The client answered no ping.</summary>
    Dead,

    /// <summary>The client broke the channel's rules.</summary>
    Refused,

    /// <summary>This server goes down.</summary>
    Stopping,

    /// <summary>Something went wrong here, such as a database that does not answer.</summary>
    Failed,
}
