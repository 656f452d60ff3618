using System.Text.Json;

namespace RoiApp.Api.Progress;

/// <summary>Takes what other replicas say, by whichever carrier.</summary>
internal sealed partial class NoticeInbox(EventFeed feed, ILogger<NoticeInbox> logger)
{
    /// <param name="json">A <see cref="CarriedNotice"/>.</param>
    /// <param name="me">Notices from here are passed over: the watchers here have been told.</param>
    public void Receive(ReadOnlySpan<byte> json, string me)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, NoticeJson.Default.CarriedNotice) is { } carried && carried.From != me)
            {
                feed.Deliver(carried.Notice);
            }
        }
        catch (JsonException e)
        {
            Log.NotUnderstood(logger, e); // Another version of us: the log has the events.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4012, LogLevel.Warning, "A notice from another replica could not be read.")]
        public static partial void NotUnderstood(ILogger logger, Exception e);
    }
}
