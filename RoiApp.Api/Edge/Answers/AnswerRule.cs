namespace RoiApp.Api.Edge.Answers;

/// <summary>How the answers of a route leave: how long they may be kept, and what is done to their bytes.</summary>
/// <param name="CacheControl">Of a good answer to GET or HEAD, unless the route says otherwise itself; null to leave it alone.</param>
/// <param name="HasTag">Whether a good answer to GET or HEAD carries a strong ETag, and is not sent to somebody who has it.</param>
/// <param name="HasDate">Whether the answer tells of one workflow, whose date is then <c>Last-Modified</c>.</param>
/// <param name="Passes">Bytes go out as they are made: a stream without end, a file with its own ranges, or another protocol.</param>
/// <param name="HasDeadline">Whether the whole answer is due within <see cref="EdgeOptions.AnswerWithin"/>.</param>
internal sealed record AnswerRule(string? CacheControl, bool HasTag, bool HasDate = false, bool Passes = false, bool HasDeadline = true)
{
    /// <summary>What somebody may be editing: kept, but asked about before each use.</summary>
    public static readonly AnswerRule Edited = new("private, no-cache", HasTag: true);

    /// <summary>The same of one workflow, or all it found.</summary>
    public static readonly AnswerRule Report = Edited with { HasDate = true };

    /// <summary>The same as a file, for as long as that takes.</summary>
    public static readonly AnswerRule Download = Edited with { HasDeadline = false };

    /// <summary>Counts and findings: a few seconds old is as good, and an older one will do while a new one is fetched (RFC 5861).</summary>
    public static readonly AnswerRule Gathered = new("private, max-age=5, stale-while-revalidate=60", HasTag: true);

    /// <summary>Changes when somebody installs something.</summary>
    public static readonly AnswerRule Installed = new("private, max-age=30, stale-while-revalidate=300", HasTag: true);

    /// <summary>Changes with a new version of RoiApp.</summary>
    public static readonly AnswerRule Published = new("public, max-age=3600, stale-while-revalidate=86400", HasTag: true);

    /// <summary>What was handed in never changes under its address. It has ranges, and its hash for an ETag, by itself.</summary>
    public static readonly AnswerRule Recording = new("private, max-age=3600, immutable", HasTag: false, Passes: true, HasDeadline: false);

    /// <summary>True at this moment only.</summary>
    public static readonly AnswerRule Momentary = new("no-store", HasTag: false);

    /// <summary>Events without end, uploads that take as long as they take, gRPC: they look after themselves.</summary>
    public static readonly AnswerRule Itself = new(null, HasTag: false, Passes: true, HasDeadline: false);
}
