using Microsoft.Extensions.Options;
using RoiApp.Api.Data;

namespace RoiApp.Api.Jobs;

/// <summary>
/// How many jobs this process may run at once, as far as is known: what the workers behind it have last refused is not tried again at once, job after
/// job, but with one more after a while, then two, then four. Any thread may ask and tell.
/// </summary>
internal sealed class JobRoom(RunningJobs running, TimeProvider time, IOptions<JobOptions> options)
{
    private readonly Lock _gate = new();
    private int _limit = options.Value.MaxConcurrent;
    private int _step = 1;
    private TimeSpan _wait;
    private DateTimeOffset _growAt = DateTimeOffset.MaxValue;

    /// <summary>When it may become larger by itself; the end of time when it is as large as can be.</summary>
    public DateTimeOffset GrowsAt
    {
        get
        {
            lock (_gate)
            {
                return _growAt;
            }
        }
    }

    /// <summary>Jobs that may be run at once now.</summary>
    public int Limit
    {
        get
        {
            lock (_gate)
            {
                var now = time.Now();
                if (now >= _growAt)
                {
                    _limit = Math.Min(options.Value.MaxConcurrent, _limit + _step);
                    _step *= 2;
                    _growAt = _limit < options.Value.MaxConcurrent ? now + _wait : DateTimeOffset.MaxValue;
                }
                return _limit;
            }
        }
    }

    /// <summary>A job was refused for want of room, or of anybody to run it.</summary>
    /// <param name="tryAgainAfter">When room may be expected.</param>
    public void Refused(TimeSpan tryAgainAfter)
    {
        lock (_gate)
        {
            _limit = Math.Max(0, Math.Min(_limit, running.Count) - 1);
            _step = 1;
            _wait = tryAgainAfter;
            _growAt = time.Now() + tryAgainAfter;
        }
    }
}
