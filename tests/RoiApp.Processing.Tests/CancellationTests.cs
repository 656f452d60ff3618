using System.Diagnostics;
using System.IO.Pipelines;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Receiving;
using RoiApp.Processing.Transcription.PocketSphinx;
using Xunit;

namespace RoiApp.Processing.Tests;

/// <summary>Runs alone: half a second is promised on a machine that is not busy with other tests.</summary>
[CollectionDefinition(nameof(CancellationTests), DisableParallelization = true)]
[Collection(nameof(CancellationTests))]
public sealed class CancellationTests(Recordings recordings) : IClassFixture<Recordings>
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Cancelling_stops_ffmpeg_and_the_recognisers_within_half_a_second()
    {
        await using var pipeline = new Pipeline();
        var pool = pipeline.Get<SphinxPool>();
        var content = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await content.Writer.WriteAsync(await File.ReadAllBytesAsync(recordings.Ffmpeg("minutes.wav", "-stream_loop", "9", "-i", Recordings.Memo), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        using var cancel = new CancellationTokenSource();
        var options = new ProcessOptions { FileName = "minutes.wav", Source = SourceKind.Audio };
        // The content has no end yet: ffmpeg waits for more when the call is cancelled.
        var running = pipeline.RunAsync(new WorkflowRequest(options, [], content.Reader), cancel.Token);
        await UntilAsync(() => pool.Busy > 0 && Children("ffmpeg").Count > 0);
        var ffmpeg = Children("ffmpeg");

        var started = Stopwatch.GetTimestamp();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await UntilAsync(() => pool.Busy == 0);

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, s_limit);
        Assert.Empty(Children("ffmpeg").Intersect(ffmpeg));
    }

    // Children of this process with a name, by the process table.
    private static List<int> Children(string name) =>
        [.. Process.GetProcessesByName(name).Where(process => ParentOf(process.Id) == Environment.ProcessId).Select(process => process.Id)];

    private static int ParentOf(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 4)..].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < s_deadline, "The condition did not come true.");
            await Task.Yield();
        }
    }
}
