namespace Grpc.Net.Client.Balancer.Internal;

/// <summary>One address and how it has fared: after a failed connection it is passed over for a while, longer each time.</summary>
internal sealed class Backend(BalancerAddress address, TimeSpan firstPause, TimeSpan longestPause)
{
    private const double PauseGrowth = 1.6;

    private readonly Lock _gate = new();
    private TimeSpan _pause;
    private DateTime _until;

    public BalancerAddress Address => address;

    public TimeSpan PauseLeft
    {
        get
        {
            lock (_gate)
            {
                var left = _until - DateTime.UtcNow;
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    public void Succeeded()
    {
        lock (_gate)
        {
            (_pause, _until) = (TimeSpan.Zero, DateTime.MinValue);
        }
    }

    public void Failed()
    {
        lock (_gate)
        {
            _pause = _pause == TimeSpan.Zero ? firstPause : TimeSpan.FromTicks(Math.Min((long)(_pause.Ticks * PauseGrowth), longestPause.Ticks));
            _until = DateTime.UtcNow + _pause;
        }
    }
}
