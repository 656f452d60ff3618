using System.Globalization;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace RoiApp.Api.Pipeline;

/// <summary>
/// A lock that replicas share, under a lease: who holds it has a token, and each token is greater than all before, also after a Redis that came back
/// empty, because none is below its clock in microseconds.
/// </summary>
/// <remarks>Best effort, as all of Redis: who cannot ask is told so and goes on alone. Whatever is written under the lock is fenced by the token.</remarks>
internal sealed class RedisLock(IServiceProvider services, TimeProvider time, IOptions<PipelineOptions> options)
{
    private const string Prefix = "roi:lock:";
    private const string LastToken = "roi:lock-token";

    // Answers a new token, or what the holder left: its token, a space and its name.
    private const string Take = """
        local held = redis.call('GET', KEYS[1])
        if held and held ~= ARGV[3] then return held end
        local now = redis.call('TIME')
        local token = math.max(tonumber(redis.call('GET', KEYS[2]) or '0') + 1, tonumber(now[1]) * 1000000 + tonumber(now[2]))
        local text = string.format('%.0f', token)
        redis.call('SET', KEYS[2], text)
        redis.call('SET', KEYS[1], text .. ' ' .. ARGV[2], 'PX', ARGV[1])
        return text
        """;

    private const string Renew = "if redis.call('GET', KEYS[1]) == ARGV[2] then return redis.call('PEXPIRE', KEYS[1], ARGV[1]) end return 0";

    private const string Release = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

    private static readonly TimeSpan s_answersWithin = TimeSpan.FromSeconds(1);

    // Connecting may take its time; nobody waits for it longer than for an answer.
    private readonly Lazy<Task<IConnectionMultiplexer?>> _redis = new(() => Task.Run(services.GetService<IConnectionMultiplexer>));

    /// <param name="holder">Names this process.</param>
    /// <param name="replacing">A holder that is known to be gone: its lock is taken over.</param>
    public async Task<LockAnswer> TryTakeAsync(string key, string holder, LockHeld? replacing, CancellationToken ct)
    {
        var answer = await AskAsync(Take, [Prefix + key, LastToken], [LeaseMs, holder, replacing?.ToString() ?? ""], ct);
        return answer switch
        {
            null => new(LockState.NotAsked),
            _ when LockHeld.TryParse(answer) is { } other => new(LockState.HeldByAnother, Held: other),
            _ => new(LockState.Taken, Held: new(long.Parse(answer, CultureInfo.InvariantCulture), holder)),
        };
    }

    /// <summary>False when the lock is another's by now; true also when Redis does not say.</summary>
    public async Task<bool> RenewAsync(string key, LockHeld mine, CancellationToken ct) =>
        await AskAsync(Renew, [Prefix + key], [LeaseMs, mine.ToString()], ct) is not "0";

    public Task ReleaseAsync(string key, LockHeld mine, CancellationToken ct) => AskAsync(Release, [Prefix + key], [mine.ToString()], ct);

    private long LeaseMs => (long)options.Value.HearingLeaseFor.TotalMilliseconds;

    private async Task<string?> AskAsync(string script, RedisKey[] keys, RedisValue[] values, CancellationToken ct)
    {
        try
        {
            return await _redis.Value.WaitAsync(s_answersWithin, time, ct) is { IsConnected: true } redis
                ? (string?)await redis.GetDatabase().ScriptEvaluateAsync(script, keys, values).WaitAsync(s_answersWithin, time, ct)
                : null;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return null; // That Redis is away is said elsewhere.
        }
    }
}

internal enum LockState
{
    /// <summary>There is no Redis, or it does not answer.</summary>
    NotAsked,

    Taken,
    HeldByAnother,
}

/// <param name="Held">Whose it is now; null when nobody could be asked.</param>
internal readonly record struct LockAnswer(LockState State, LockHeld? Held = null);

/// <param name="Token">Greater than those of all holders before.</param>
internal sealed record LockHeld(long Token, string Holder)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Token} {Holder}");

    public static LockHeld? TryParse(string text) =>
        text.IndexOf(' ', StringComparison.Ordinal) is > 0 and var at ? new(long.Parse(text.AsSpan(0, at), CultureInfo.InvariantCulture), text[(at + 1)..]) : null;
}
