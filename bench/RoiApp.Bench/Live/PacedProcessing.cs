using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RoiApp.Contracts.V1;

namespace RoiApp.Bench.Live;

/// <summary>How a workflow speaks.</summary>
/// <param name="Segments">State events that carry the time at which they were written.</param>
/// <param name="Every">From one segment to the next, as by an engine of that speed; zero for as fast as they are taken.</param>
/// <param name="Passing">Pairs of progress and partial text between two segments.</param>
/// <param name="Sentences">Length of a segment's text.</param>
internal sealed record Pace(int Segments, TimeSpan Every, int Passing, int Sentences = 1);

/// <summary>
/// Speaks Processing's protocol at a fixed pace, in the process that watches: what it writes says when, by a clock that both share. Calls wait at
/// the gate until all are there.
/// </summary>
internal sealed class PacedProcessing : Contracts.V1.Processing.ProcessingBase, IAsyncDisposable
{
    // Of the length of a sentence.
    private const string Words = "and then she asked whether we could send the revised offer before the end of next week";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, bool> _waiting = [];
    private TaskCompletionSource _gate = new();
    private Pace _pace = new(0, TimeSpan.Zero, 0);
    private int _called;

    public PacedProcessing()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        _app = builder.Build();
        _app.MapGrpcService<PacedProcessing>();
    }

    public Uri Address => new(_app.Urls.First());

    /// <summary>Workflows that are at the gate.</summary>
    public int Waiting => _waiting.Count;

    public Task StartAsync() => _app.StartAsync();

    /// <summary>Closes the gate for workflows to come.</summary>
    public void Prepare(Pace pace)
    {
        _pace = pace;
        _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Clear();
        _called = 0;
    }

    public void Go() => _gate.SetResult();

    /// <summary>The time in the text of a segment or partial, and how long ago it was by then.</summary>
    public static double MillisecondsSince(string text, long until) =>
        Stopwatch.GetElapsedTime(long.Parse(text.AsSpan(0, text.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture), until).TotalMilliseconds;

    public override Task<Capabilities> GetCapabilities(GetCapabilitiesRequest request, ServerCallContext context) =>
        Task.FromResult(new Capabilities { MaxConcurrentWorkflows = 1000 });

    public override async Task Process(IAsyncStreamReader<ProcessRequest> requestStream, IServerStreamWriter<ProcessEvent> responseStream, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        await requestStream.MoveNext(ct);
        var (id, pace) = (requestStream.Current.Options.WorkflowId, _pace);
        while (await requestStream.MoveNext(ct))
        {
            // The content does not matter.
        }
        await responseStream.WriteAsync(new() { StepStarted = new() { Step = StepName.Transcription, Engine = new() { Name = "paced", Version = "1" } } }, ct);
        _waiting[id] = true;
        var number = Interlocked.Increment(ref _called);
        await _gate.Task.WaitAsync(ct);
        await SpeakAsync(pace, number, responseStream, ct);
        await responseStream.WriteAsync(new() { StepCompleted = new() { Step = StepName.Transcription, Language = "en", ElapsedMs = 1 } }, ct);
        await responseStream.WriteAsync(new() { StepCompleted = new() { Step = StepName.Translation, Skipped = true } }, ct);
        await responseStream.WriteAsync(new() { StepStarted = new() { Step = StepName.Extraction } }, ct);
        await responseStream.WriteAsync(new() { Report = new() { Language = "en" } }, ct);
        await responseStream.WriteAsync(new() { StepCompleted = new() { Step = StepName.Extraction, ElapsedMs = 1 } }, ct);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static async Task SpeakAsync(Pace pace, int number, IServerStreamWriter<ProcessEvent> to, CancellationToken ct)
    {
        var parts = pace.Passing + 1;
        var part = pace.Every / parts;
        var started = Stopwatch.GetTimestamp();
        // Not all at the same moment: engines are in no step.
        var phase = pace.Every * (number * 0.618 % 1);
        for (var i = 0; i < pace.Segments * parts; i++)
        {
            var wait = phase + (part * i) - Stopwatch.GetElapsedTime(started);
            if (pace.Every > TimeSpan.Zero && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, ct);
            }
            var segment = i / parts;
            if (i % parts == 0)
            {
                await to.WriteAsync(new() { Segment = new() { Index = segment, StartMs = 1000 * segment, EndMs = (1000 * segment) + 900, Confidence = 0.9f, Language = "en", Text = Stamped(pace.Sentences) } }, ct);
            }
            else
            {
                await to.WriteAsync(new() { Progress = new() { Step = StepName.Transcription, OverallPercent = 90.0 * i / (pace.Segments * parts), DoneMs = 1000 * segment, TotalMs = 1000 * pace.Segments } }, ct);
                await to.WriteAsync(new() { Partial = new() { StartMs = 1000 * segment, Text = Stamped(sentences: 1) } }, ct);
            }
        }
    }

    private static string Stamped(int sentences)
    {
        var words = sentences == 1 ? Words : string.Join(' ', Enumerable.Repeat(Words, sentences));
        return string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetTimestamp()} {words}");
    }
}
