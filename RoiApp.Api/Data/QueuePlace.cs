namespace RoiApp.Api.Data;

/// <summary>Where a job that waits stands. No table: the queue itself, as it is at the moment of asking.</summary>
internal sealed class QueuePlace
{
    /// <summary>Nobody waits more patiently for knowing that it is 1,204 and not 1,000, and counting further would cost the more the longer the queue.</summary>
    public const int CountedTo = 1000;

    public Guid SubjectId { get; init; }

    /// <summary>Jobs that are claimed before it, as things stand; 0 for the next one, <see cref="CountedTo"/> for that many or more.</summary>
    public int Ahead { get; init; }
}
