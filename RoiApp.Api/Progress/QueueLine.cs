using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;
using RoiApp.Api.Maintenance;
using RoiApp.Api.Reports;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Progress;

/// <summary>
/// Tells those who watch workflows that wait where these stand: one look at the head of the queue for all of them, and none while nobody watches.
/// Each replica tells its own watchers.
/// </summary>
internal sealed partial class QueueLine(EventFeed feed, EventLog log, IServiceScopeFactory scopes, TimeProvider time, ILogger<QueueLine> logger) : RepeatingService(time)
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(1);

    // For somebody who has begun to watch a workflow that others watched before.
    private static readonly TimeSpan s_sayAgainAfter = TimeSpan.FromSeconds(5);

    // Who watches all of them has a list of a page or two in view.
    private const int PlacesOnTheFeed = 50;

    private Dictionary<Guid, Place> _said = [];

    /// <summary>Tells what has moved since the last time. Answers how many were told of.</summary>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        HashSet<Guid> watched = [.. feed.Watched];
        var shown = feed.IsWatched(Owner.Local) ? PlacesOnTheFeed : 0;
        if (watched.Count == 0 && shown == 0)
        {
            _said = [];
            return 0;
        }
        var now = Time.GetTimestamp();
        var line = (await LineAsync(ct)).Index().Where(place => place.Index < shown || watched.Contains(place.Item)).ToDictionary(
            place => place.Item,
            place => _said.GetValueOrDefault(place.Item) is { } said && said.Ahead == place.Index && Time.GetElapsedTime(said.At, now) < s_sayAgainAfter ? said : new Place(place.Index, now));
        var news = line.Where(place => !ReferenceEquals(place.Value, _said.GetValueOrDefault(place.Key))).ToDictionary();
        _said = line;
        if (news.Count == 0)
        {
            return 0;
        }
        foreach (var head in await log.HeadsAsync(news.Keys, ct))
        {
            if (head.Status == WorkflowStatus.Queued)
            {
                feed.PassHere(Owner.Local, head.WorkflowId, [Event(head, news[head.WorkflowId].Ahead)]);
            }
        }
        return news.Count;
    }

    protected override TimeSpan Pause => s_lookEvery;

    protected override Task PassAsync(CancellationToken ct) => RunOnceAsync(ct);

    protected override void PassFailed(Exception e) => Log.PassFailed(logger, e);

    // Those in back-off keep their rank, and are few.
    private async Task<IEnumerable<Guid>> LineAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        var available = await db.Jobs.Where(j => j.State == JobState.Available).OrderBy(j => j.Rank).ThenBy(j => j.Id)
            .Take(QueuePlace.CountedTo).Select(j => new { j.SubjectId, j.Rank }).ToListAsync(ct);
        var waiting = await db.Jobs.Where(j => j.State == JobState.Waiting).OrderBy(j => j.RunAt)
            .Take(QueuePlace.CountedTo).Select(j => new { j.SubjectId, j.Rank }).ToListAsync(ct);
        return available.Concat(waiting).OrderBy(j => j.Rank).Take(QueuePlace.CountedTo).Select(j => j.SubjectId);
    }

    private EventResource Event(LogHead head, int ahead)
    {
        var data = JsonSerializer.SerializeToElement(new(null, null, null, null, ahead, null), ApiJson.Default.ProgressResource);
        return new(head.LastSeq, head.WorkflowId, Time.Now(), EventTypes.Progress, Step: null, Percent: null, Message(ahead), data);
    }

    private static string Message(int ahead) => ahead switch
    {
        0 => "Next in line.",
        1 => "Waiting; one is before it.",
        _ => string.Create(CultureInfo.InvariantCulture, $"Waiting; {ahead} are before it."),
    };

    private sealed record Place(int Ahead, long At);

    private static partial class Log
    {
        [LoggerMessage(4002, LogLevel.Error, "Looking at the queue for those who watch failed; trying again.")]
        public static partial void PassFailed(ILogger logger, Exception e);
    }
}
