using System.IO.Pipelines;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Extraction;
using RoiApp.Processing.Receiving;
using RoiApp.ServiceDefaults.Caching;

namespace RoiApp.Processing.Tests;

/// <summary>The stages as the service registers them, with the real engines, without the gRPC front.</summary>
public sealed class Pipeline : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public Pipeline()
        : this([])
    {
    }

    /// <param name="caching">Whether what engines have finished is kept, in memory.</param>
    internal Pipeline(Dictionary<string, string?> settings, Action<IServiceCollection>? change = null, bool caching = false)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings);
        var services = builder.Services;
        if (caching)
        {
            builder.AddCaching();
        }
        services.AddLogging().AddMetrics().AddSingleton<IHostApplicationLifetime, NoLifetime>();
        services.AddPipeline().AddExtraction();
        change?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    internal T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Runs a file through all stages.</summary>
    /// <returns>All events, in order.</returns>
    internal async Task<List<ProcessEvent>> RunFileAsync(string path, CancellationToken ct, Action<ProcessOptions>? change = null)
    {
        await using var file = File.OpenRead(path);
        var options = new ProcessOptions
        {
            WorkflowId = "test",
            FileName = Path.GetFileName(path),
            Source = Path.GetExtension(path) is ".txt" or ".vtt" or ".srt" ? SourceKind.Transcript : SourceKind.Audio,
            ContentBytes = file.Length,
        };
        change?.Invoke(options);
        return await RunAsync(new WorkflowRequest(options, [], PipeReader.Create(file)), ct);
    }

    internal async Task<List<ProcessEvent>> RunAsync(WorkflowRequest request, CancellationToken ct, Action<ProcessEvent>? seen = null)
    {
        var events = new WorkflowEvents(TimeProvider.System);
        var running = Get<WorkflowRunner>().RunAsync(request, events, ct);
        var all = new List<ProcessEvent>();
        await foreach (var happened in events.Reader.ReadAllAsync(CancellationToken.None))
        {
            all.Add(happened);
            seen?.Invoke(happened);
        }
        await running;
        return all;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class NoLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}

/// <summary>What tests look for among events.</summary>
internal static class EventsSeen
{
    public static StepFailed? Failure(this IEnumerable<ProcessEvent> events, StepName step = StepName.Transcription) =>
        events.Select(happened => happened.StepFailed).SingleOrDefault(failed => failed?.Step == step);

    public static StepCompleted? Completion(this IEnumerable<ProcessEvent> events, StepName step) =>
        events.Select(happened => happened.StepCompleted).SingleOrDefault(completed => completed?.Step == step);

    public static IReadOnlyList<Segment> Segments(this IEnumerable<ProcessEvent> events) => [.. events.Select(happened => happened.Segment).OfType<Segment>()];

    public static string Text(this IEnumerable<ProcessEvent> events) => string.Join(' ', events.Segments().Select(segment => segment.Text));
}
