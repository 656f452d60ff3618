using System.Diagnostics;
using System.IO.Pipelines;
using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RoiApp.Processing;
using RoiApp.Processing.Decoding;
using RoiApp.Processing.Transcription;
using RoiApp.Processing.Transcription.PocketSphinx;

namespace RoiApp.Bench.Pipeline;

/// <summary>The recognisers alone, with the settings and threads that RoiApp gives them: the stretches lie ready in memory, and nobody wants the words.</summary>
internal sealed class BareEngine : IAsyncDisposable
{
    private readonly ServiceProvider _services = Build();

    /// <returns>The time of recognition; decoding and cutting came before.</returns>
    public async Task<TimeSpan> RunAsync(string recording, CancellationToken ct)
    {
        await using var file = File.OpenRead(recording);
        var pcm = Channel.CreateUnbounded<PcmBlock>();
        await _services.GetRequiredService<AudioDecoder>().DecodeAsync(PipeReader.Create(file), pcm.Writer, new DecodingProgress(file.Length), ct);
        pcm.Writer.Complete();
        var stretches = await new SpeechCutter().CutAsync(pcm.Reader, ct).Where(stretch => !stretch.IsSilent).ToListAsync(ct);
        var pool = _services.GetRequiredService<SphinxPool>();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(stretches.Select(stretch => pool.RecogniseAsync(stretch.Samples, _ => { }, ct)));
        var took = Stopwatch.GetElapsedTime(started);
        stretches.ForEach(stretch => stretch.Dispose());
        return took;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        services.AddLogging().AddMetrics().AddPipeline();
        return services.BuildServiceProvider();
    }
}
