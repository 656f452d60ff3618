using Microsoft.Extensions.Logging;

namespace RoiApp.ServiceDefaults.Caching;

/// <summary>Whether the second level is asked. One log event for each time it goes or comes; in between nobody waits for it.</summary>
public sealed partial class RedisState(TimeProvider time, ILogger<RedisState> logger)
{
    // A pause of ours or a slow moment of Redis' is no reason to do without it.
    private const int LateInARow = 3;

    private readonly Lock _gate = new();
    private volatile bool _isUp;
    private bool _isTold;
    private int _late;

    /// <summary>False until it has answered for the first time.</summary>
    public bool IsUp => _isUp;

    public string? Why { get; private set; }

    public DateTimeOffset Since { get; private set; } = time.GetUtcNow();

    /// <summary>It did what it was asked for.</summary>
    public void Answered() => Volatile.Write(ref _late, 0);

    /// <summary>It did not answer in time.</summary>
    public void WasLate()
    {
        if (Interlocked.Increment(ref _late) >= LateInARow)
        {
            Silent();
        }
    }

    /// <summary>It has not answered for as long as anybody would wait.</summary>
    public void Silent() => Away("It does not answer in time.", null);

    /// <summary>It refused, or cannot be reached.</summary>
    public void Failed(Exception e) => Away(e.Message, e);

    /// <summary>It takes values and gives them back.</summary>
    public void Back()
    {
        lock (_gate)
        {
            if (!_isUp)
            {
                (_isUp, _late, Why, Since) = (true, 0, null, time.GetUtcNow());
                Log.Up(logger);
                _isTold = false;
            }
        }
    }

    private void Away(string why, Exception? e)
    {
        lock (_gate)
        {
            if (_isUp)
            {
                Since = time.GetUtcNow();
            }
            (_isUp, Why) = (false, why);
            if (!_isTold)
            {
                Log.Away(logger, e, why);
                _isTold = true;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(9001, LogLevel.Warning, "Redis is not used for the cache until it is back; memory and the database do without. {Why}")]
        public static partial void Away(ILogger logger, Exception? e, string why);

        [LoggerMessage(9002, LogLevel.Information, "Redis is used for the cache.")]
        public static partial void Up(ILogger logger);
    }
}
