namespace RoiApp.Processing.Services;

/// <summary>An engine that is a service elsewhere: whether it works is known from the last time it was asked.</summary>
internal interface IServiceEngine
{
    /// <summary>Why it could not the last time, and what to do about it; null when it could, or has not been asked yet.</summary>
    string? Trouble { get; }
}
