namespace RoiApp.Processing.Transcription;

/// <summary>What a run asks of a recogniser, and wants to be told while it works.</summary>
/// <param name="Language">BCP 47 tag such as <c>en-GB</c>, or empty to detect it.</param>
/// <param name="Heard">Told how many milliseconds of audio have been gone through since it was told last; parts are worked on side by side.</param>
internal sealed record Listening(string Language, Action<long> Heard)
{
    /// <summary>Told from where in the recording, in milliseconds, and what has been heard of the part that comes next. May be passed over.</summary>
    public Action<long, string> Partial { get; init; } = (_, _) => { };

    /// <summary>People and companies that are likely to be named, the likelier first.</summary>
    public IReadOnlyList<KnownContact> Contacts { get; init; } = [];
}

/// <summary>Somebody of an earlier report.</summary>
/// <param name="Name">Empty when not known.</param>
/// <param name="Company">Empty when not known.</param>
internal sealed record KnownContact(string Name, string Company);
