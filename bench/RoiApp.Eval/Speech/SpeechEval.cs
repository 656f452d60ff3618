using System.Diagnostics;
using System.IO.Pipelines;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RoiApp.Contracts.V1;
using RoiApp.Processing;
using RoiApp.Processing.Extraction;
using RoiApp.Processing.Receiving;
using RoiApp.Processing.Transcription.PocketSphinx;

namespace RoiApp.Eval.Speech;

/// <summary>Sends recordings through the whole pipeline, one after another, and keeps what it heard and read. Settings come from the environment.</summary>
internal sealed class SpeechEval : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public SpeechEval()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        services.AddLogging().AddMetrics().AddSingleton<IHostApplicationLifetime, NoLifetime>();
        services.AddPipeline().AddExtraction();
        _services = services.BuildServiceProvider();
    }

    public async Task<IReadOnlyList<SpeechScore>> RunAsync(IReadOnlyList<LabelledRecording> recordings, SpeechSettings settings, CancellationToken ct)
    {
        var scores = new List<SpeechScore>();
        foreach (var recording in recordings)
        {
            scores.Add(await RunAsync(recording, settings, ct));
        }
        return scores;
    }

    private async Task<SpeechScore> RunAsync(LabelledRecording recording, SpeechSettings settings, CancellationToken ct)
    {
        await using var file = File.OpenRead(recording.Path);
        var options = new ProcessOptions { FileName = Path.GetFileName(recording.Path), Source = SourceKind.Audio, ContentBytes = file.Length, Language = settings.FindOutLanguage ? "" : recording.Language };
        options.KnownContacts.AddRange(settings.Contacts);
        var events = new WorkflowEvents(TimeProvider.System);
        var started = Stopwatch.GetTimestamp();
        var running = _services.GetRequiredService<WorkflowRunner>().RunAsync(new WorkflowRequest(options, [], PipeReader.Create(file)), events, ct);
        var segments = new List<Segment>();
        var report = new Report();
        var audioMs = 0L;
        var refusal = "";
        await foreach (var happened in events.Reader.ReadAllAsync(ct))
        {
            if (happened.Segment is { } segment)
            {
                segments.Add(segment);
            }
            report = happened.Report ?? report;
            audioMs = happened.Audio?.DurationMs ?? audioMs;
            refusal = happened.StepFailed is { Step: StepName.Transcription } failed ? failed.Code : refusal;
        }

        await running;
        var took = Stopwatch.GetElapsedTime(started);
        IReadOnlyList<Word> words = [.. segments.SelectMany(segment => segment.Words)];
        return new SpeechScore(recording, WordErrors.Between(recording.Reference, [.. words.Select(word => word.Text)]), words, took, TimeSpan.FromMilliseconds(audioMs), refusal)
        {
            Segments = segments,
            Report = report,
        };
    }

    /// <summary>Loads the models, so that the first recording's time is not theirs.</summary>
    public async Task WarmUpAsync(CancellationToken ct) => await _services.GetRequiredService<SphinxPool>().RecogniseAsync(new short[16_000], _ => { }, null, null, ct);

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

/// <summary>What a run is told besides the recording.</summary>
/// <param name="FindOutLanguage">True to leave the language for the recogniser to find out, which then may say that it does not understand.</param>
internal sealed record SpeechSettings(bool FindOutLanguage, IReadOnlyList<KnownContact> Contacts)
{
    /// <summary>A name, a tab and a company a line.</summary>
    public static IReadOnlyList<KnownContact> ReadContacts(string path) =>
        [.. File.ReadLines(path).Select(line => line.Split('\t')).Select(cells => new KnownContact { Name = cells[0], Company = cells.ElementAtOrDefault(1) ?? "" })];
}

/// <summary>How one recording was heard.</summary>
/// <param name="Refusal">The code with which the transcription failed, such as <c>not-recognised</c>; empty where it did not.</param>
internal sealed record SpeechScore(LabelledRecording Recording, WordErrors Errors, IReadOnlyList<Word> Words, TimeSpan Took, TimeSpan Audio, string Refusal)
{
    /// <summary>The transcript as it is shown.</summary>
    public required IReadOnlyList<Segment> Segments { get; init; }

    /// <summary>What was read from it.</summary>
    public required Report Report { get; init; }

    public bool Refused => Refusal.Length > 0;

    public string Heard => string.Join(' ', Words.Select(word => word.Text));

    /// <summary>
    /// How well a word's confidence tells right from wrong: the chance that a right word has a higher one than a wrong word (area under the ROC curve).
    /// </summary>
    public static double ConfidenceAuc(IEnumerable<SpeechScore> scores)
    {
        var marked = scores.SelectMany(score => score.Words.Zip(score.Errors.Right, (word, right) => (word.Confidence, right))).ToList();
        var (right, wrong) = (marked.Where(m => m.right).Select(m => m.Confidence).ToList(), marked.Where(m => !m.right).Select(m => m.Confidence).ToList());
        return right.Count == 0 || wrong.Count == 0 ? 1 : right.Sum(r => wrong.Sum(w => r > w ? 1 : r.Equals(w) ? 0.5 : 0)) / ((double)right.Count * wrong.Count);
    }
}
