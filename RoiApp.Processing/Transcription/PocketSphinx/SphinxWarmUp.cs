namespace RoiApp.Processing.Transcription.PocketSphinx;

/// <summary>Loads the models once the service is up, so that neither the start nor the first memo waits for them.</summary>
internal sealed class SphinxWarmUp(SphinxPool pool, ISpeechRecogniser recogniser, IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (recogniser is SphinxRecogniser)
        {
            lifetime.ApplicationStarted.Register(pool.WarmUp);
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
