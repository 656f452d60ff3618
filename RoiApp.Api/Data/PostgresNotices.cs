using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace RoiApp.Api.Data;

/// <summary>
/// Carries short words between replicas by PostgreSQL's NOTIFY and LISTEN: one session for all channels. Best effort: whoever listens looks at the
/// tables anyway, only later, so a lost notice costs a poll interval.
/// </summary>
internal sealed partial class PostgresNotices(
    IServiceScopeFactory scopes,
    IEnumerable<NoticeChannel> channels,
    IConfiguration configuration,
    IOptions<StorageOptions> storage,
    TimeProvider time,
    ILogger<PostgresNotices> logger) : BackgroundService
{
    private const int MaxAtOnce = 100;

    private static readonly TimeSpan s_tryAgainAfter = TimeSpan.FromSeconds(1);

    private readonly string _me = Guid.NewGuid().ToString("N");
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Whoever posts has just committed and must not wait for this.
    private readonly Channel<Notice> _outbox = Channel.CreateBounded<Notice>(new BoundedChannelOptions(1024) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private volatile int _line;

    /// <summary>Ends once this replica has been listening for the first time.</summary>
    public Task Listening => _listening.Task;

    /// <summary>Whether this replica is listening now.</summary>
    public bool IsListening => Line != 0;

    /// <summary>The session by which this replica is listening now, another number each time; 0 while there is none.</summary>
    public int Line => _line;

    /// <summary>Tells the other replicas; call after the commit. Never waits.</summary>
    /// <param name="word">Less than 7,900 bytes: PostgreSQL takes 8,000, and the sender's name goes before them.</param>
    public void Post(string channel, string word = "") => _outbox.Writer.TryWrite(new(channel, word));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(ListenAsync(stoppingToken), SendAsync(stoppingToken));

    private async Task ListenAsync(CancellationToken stopping)
    {
        var (down, lines) = (false, 0);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(
                    ConnectionStrings.Listening(configuration.GetConnectionString(StorageOptions.ConnectionName)!, storage.Value));
                connection.Notification += (_, e) => Receive(e.Channel, e.Payload);
                await connection.OpenAsync(stopping);
                await using (var listen = connection.CreateCommand())
                {
#pragma warning disable CA2100 // Names of our own.
                    listen.CommandText = string.Concat(channels.Select(c => $"LISTEN {c.Name};"));
#pragma warning restore CA2100
                    await listen.ExecuteNonQueryAsync(stopping);
                }
                if (down)
                {
                    Log.Back(logger);
                    down = false;
                }
                _line = ++lines;
                _listening.TrySetResult();
                foreach (var channel in channels)
                {
                    channel.Received(null); // Whatever was said while nobody listened.
                }
                while (true) // Ends when the connection breaks or stopping is cancelled, and the wait throws.
                {
                    await connection.WaitAsync(stopping);
                }
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                _line = 0;
                if (!down)
                {
                    Log.Lost(logger, e); // Once, not with every try.
                    down = true;
                }
                await Task.Delay(s_tryAgainAfter, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task SendAsync(CancellationToken stopping)
    {
        var some = new HashSet<Notice>();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await _outbox.Reader.WaitToReadAsync(stopping);
                some.Clear();
                while (some.Count < MaxAtOnce && _outbox.Reader.TryRead(out var notice))
                {
                    some.Add(notice); // A hundred commits at once are one notice.
                }
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
                await db.Database.ExecuteSqlRawAsync(
                    "SELECT pg_notify(channel, word) FROM unnest({0}, {1}) AS notices (channel, word)",
                    [some.Select(n => n.Channel).ToArray(), some.Select(n => $"{_me} {n.Word}").ToArray()], stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                Log.NotSent(logger, e);
                await Task.Delay(s_tryAgainAfter, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Receive(string channel, string payload)
    {
        var (from, word) = payload.Split(' ', 2) is [var name, var rest] ? (name, rest) : ("", payload);
        if (from != _me)
        {
            channels.FirstOrDefault(c => c.Name == channel)?.Received(word);
        }
    }

    private readonly record struct Notice(string Channel, string Word);

    private static partial class Log
    {
        [LoggerMessage(1020, LogLevel.Warning, "PostgreSQL cannot be listened to; other replicas' news come by polling until it can.")]
        public static partial void Lost(ILogger logger, Exception e);

        [LoggerMessage(1021, LogLevel.Information, "PostgreSQL is listened to again.")]
        public static partial void Back(ILogger logger);

        [LoggerMessage(1022, LogLevel.Warning, "A notice could not be sent; other replicas find out by polling.")]
        public static partial void NotSent(ILogger logger, Exception e);
    }
}

/// <summary>A channel to listen to. Register any number of them.</summary>
/// <param name="Name">A plain lower-case SQL name.</param>
/// <param name="Received">Given what another replica posted; null when something may have been missed. Must not block.</param>
internal sealed record NoticeChannel(string Name, Action<string?> Received);
