namespace RoiApp.Api.Progress;

/// <summary>Whether notices reach this process from wherever events are published.</summary>
internal sealed class NoticeState
{
    /// <summary>True while they do: the log then needs looking at only now and then.</summary>
    public bool Carried { get; set; }
}
