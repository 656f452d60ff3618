using RoiApp.Contracts.Rest;

namespace RoiApp.Web.Live;

/// <summary>What a follower of a workflow is told.</summary>
internal abstract record FeedItem
{
    private FeedItem()
    {
    }

    /// <summary>The line to Api is open: what follows is live.</summary>
    public sealed record Connected : FeedItem;

    /// <summary>The line broke; it is tried again by itself.</summary>
    /// <param name="Attempt">How often it has been tried since it last worked, from 1.</param>
    /// <param name="RetryIn">Until the next try.</param>
    public sealed record Interrupted(int Attempt, TimeSpan RetryIn) : FeedItem;

    /// <summary>Something happened to the workflow.</summary>
    public sealed record Happened(EventResource Event) : FeedItem;
}
