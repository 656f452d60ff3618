using System.Globalization;
using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;
using RoiApp.ServiceDefaults.Caching;

namespace RoiApp.Api.Caching;

/// <summary>
/// Hears of changes that other replicas commit. PostgreSQL tells them with the commit itself, over one session: as long as that session stands, none is
/// missing, and while it does not the cache is not asked. Redis, which would have to be told after the commit, could promise neither.
/// </summary>
internal sealed partial class ChangeNotices(
    RowVersions versions, Caches caches, IServiceScopeFactory scopes, TimeProvider time, ILogger<ChangeNotices> logger) : BackgroundService
{
    /// <summary>The channel of NOTIFY.</summary>
    public const string Channel = "roi_cache";

    private const string ChangeWord = "change";
    private const string ClearWord = "clear";

    private static readonly TimeSpan s_tryAgainAfter = TimeSpan.FromSeconds(1);

    // A database of its own for each start: what an embedded one holds at a position is not remembered past it.
    private readonly string _here = Guid.NewGuid().ToString("N");
    private readonly TaskCompletionSource _heard = New();
    private volatile TaskCompletionSource _asked = New();

    /// <summary>Ends once the cache could be trusted for the first time.</summary>
    public Task Heard => _heard.Task;

    /// <summary>What a transaction says with its commit, but for the position, which follows.</summary>
    /// <remarks>The first word is the sender's name to <see cref="PostgresNotices"/>: nobody's, so that the sender hears it, too.</remarks>
    public static string Word(string owner, Guid workflowId, bool content) => $"- {ChangeWord} {workflowId:N} {(content ? 1 : 0)} {owner} ";

    /// <summary>Asks the other replicas to drop a family.</summary>
    public static string Clear(CacheFamily family) => $"{ClearWord} {family.Name}";

    /// <param name="word">Null when something may have been missed.</param>
    public void Receive(string? word)
    {
        switch (word?.Split(' '))
        {
            case null:
                _asked.TrySetResult();
                break;
            case [ChangeWord, var id, var content, .. var owner, var position]
                when Guid.TryParseExact(id, "N", out var workflowId) && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var at):
                versions.Changed(string.Join(' ', owner), workflowId, at, content == "1");
                break;
            case [ClearWord, var name] when CacheFamilies.All.FirstOrDefault(f => f.Name == name) is { } family:
                _ = caches.ClearAsync(family, CancellationToken.None).AsTask();
                break;
            default:
                Log.NotUnderstood(logger, word); // Of another version of us.
                versions.Doubt();
                break;
        }
    }

    /// <summary>Finds out how far the owners are, and trusts what is heard from then on.</summary>
    public async Task HearAsync(CancellationToken ct)
    {
        var began = versions.BeginHearing();
        if (began.Line == 0)
        {
            return; // It asks when it is back.
        }
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        var database = db is PostgresRoiDb
            ? await db.Database.SqlQueryRaw<string>("""SELECT (SELECT system_identifier FROM pg_control_system())::text || '/' || oid::text AS "Value" FROM pg_database WHERE datname = current_database()""").SingleAsync(ct)
            : _here;
        var heads = await db.FeedHeads.AsNoTracking().Select(h => new { h.Owner, h.Position }).ToListAsync(ct);
        versions.Hear(began, database, heads.Select(h => (h.Owner, h.Position)));
        _heard.TrySetResult();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Ask() => _asked.TrySetResult();
        versions.Doubted += Ask;
        var told = false;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    await HearAsync(stoppingToken);
                    told = false;
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    if (!told)
                    {
                        Log.NotHeard(logger, e); // Once, not with every try.
                        told = true;
                    }
                    await Task.Delay(s_tryAgainAfter, time, stoppingToken);
                    continue;
                }
                await _asked.Task.WaitAsync(stoppingToken);
                _asked = New();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Going down.
        }
        finally
        {
            versions.Doubted -= Ask;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static partial class Log
    {
        [LoggerMessage(9101, LogLevel.Warning, "How far the database is could not be read; the cache is not asked until it can.")]
        public static partial void NotHeard(ILogger logger, Exception e);

        [LoggerMessage(9102, LogLevel.Warning, "A notice of a change could not be read: '{Word}'. What is cached is looked at anew.")]
        public static partial void NotUnderstood(ILogger logger, string? word);
    }
}
