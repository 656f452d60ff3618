namespace RoiApp.Api.Maintenance;

/// <summary>A pass at start and then every now and then, for as long as the host runs. A pass that fails is told, and the next one comes all the same.</summary>
internal abstract class RepeatingService(TimeProvider time) : BackgroundService
{
    protected TimeProvider Time => time;

    /// <summary>How long to wait before the next pass; asked after each.</summary>
    protected abstract TimeSpan Pause { get; }

    protected abstract Task PassAsync(CancellationToken ct);

    /// <summary>Waits for the next pass: <see cref="Pause"/>, unless something calls for one earlier.</summary>
    protected virtual Task RestAsync(CancellationToken ct) => Task.Delay(Pause, time, ct);

    protected abstract void PassFailed(Exception e);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await PassAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                PassFailed(e);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await RestAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
