using Microsoft.Extensions.Options;

namespace RoiApp.Processing.Receiving;

/// <summary>Lets running workflows finish when this replica is told to stop, but not for ever.</summary>
internal sealed class GoingDown : IDisposable
{
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenRegistration _stopping;

    public GoingDown(IHostApplicationLifetime lifetime, IOptions<ReceivingOptions> options, TimeProvider time)
    {
        _over = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _stopping = lifetime.ApplicationStopping.Register(() => _over.CancelAfter(options.Value.FinishWithin));
    }

    /// <summary>Cancelled when those that have not finished go elsewhere.</summary>
    public CancellationToken Over => _over.Token;

    public void Dispose()
    {
        _stopping.Dispose();
        _over.Dispose();
    }
}
