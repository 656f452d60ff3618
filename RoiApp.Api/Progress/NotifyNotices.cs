using System.Text;
using RoiApp.Api.Data;

namespace RoiApp.Api.Progress;

/// <summary>Carries notices between replicas by PostgreSQL's NOTIFY: all of them without Redis, and those that Redis did not take.</summary>
internal sealed class NotifyNotices(PostgresNotices notices, NoticeInbox inbox, LogPoller poller)
{
    public const string Channel = "roi_feed";

    // PostgreSQL takes less than 8,000 bytes, the sender's name before them included.
    private const int MaxBytes = 7_800;

    private readonly string _me = Guid.NewGuid().ToString("N");

    public void Post(Notice notice) => notices.Post(Channel, Encoding.UTF8.GetString(new CarriedNotice(_me, notice).ToJson(MaxBytes)));

    /// <param name="word">Null when something may have been missed.</param>
    public void Receive(string? word)
    {
        if (word is null)
        {
            poller.LookNow();
            return;
        }
        inbox.Receive(Encoding.UTF8.GetBytes(word), _me);
    }
}

/// <summary>Without Redis everything goes by NOTIFY.</summary>
internal sealed class NotifyAlone(EventFeed feed, NotifyNotices notify) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        feed.Published += notify.Post;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        feed.Published -= notify.Post;
        return Task.CompletedTask;
    }
}
