using Microsoft.Extensions.Options;
using RoiApp.Contracts.V1;

namespace RoiApp.Processing.Translation;

/// <summary>The embedded translator: Apertium's rules, on this machine. Pipelines start at first use and are kept, one for each pair.</summary>
internal sealed partial class ApertiumTranslator(IOptions<TranslationOptions> options, ILogger<ApertiumTranslator> logger) : ITranslator, IDisposable
{
    /// <summary>What to do when Apertium or its dictionaries are missing.</summary>
    public const string Remedy = "Install it: sudo apt-get install apertium apertium-eng-spa";

    // Apertium names languages by ISO 639-3.
    private readonly Pair[] _pairs = [new("es", "en", "spa-eng"), new("en", "es", "eng-spa")];

    public Engine Engine { get; } = new() { Name = "apertium", Version = "3 spa-eng" };

    public IReadOnlyList<string> Pairs => [.. _pairs.Select(pair => $"{pair.From}-{pair.To}")];

    public void Require(string from, string to)
    {
        var pair = Find(from, to) ?? throw new StepException(
            "language-unsupported",
            $"Nothing here translates {LanguageTag.Name(from)} to {LanguageTag.Name(to)}: Apertium translates {string.Join(", ", Pairs)}. Choose one of these, or no translation.");
        if (!IsInstalled(pair))
        {
            throw StepException.EngineMissing("Apertium, which translates,", Remedy);
        }
    }

    /// <summary>True when all pairs can be translated.</summary>
    public bool IsInstalled() => _pairs.All(IsInstalled);

    public async Task<string> TranslateAsync(string text, string from, string to, CancellationToken ct)
    {
        Require(from, to);
        var pair = Find(from, to)!;
        await pair.Turn.WaitAsync(ct);
        try
        {
            return await TranslateAsync(pair, text, ct);
        }
        finally
        {
            pair.Turn.Release();
        }
    }

    public void Dispose()
    {
        foreach (var pair in _pairs)
        {
            pair.Pipeline?.Dispose();
            pair.Turn.Dispose();
        }
    }

    private async Task<string> TranslateAsync(Pair pair, string text, CancellationToken ct)
    {
        var masked = NameMask.Apply(text, Glossary.For(pair.From, pair.To));
        for (var attempt = 1; ; attempt++)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(options.Value.SegmentLimit);
            try
            {
                if (pair.Pipeline is not { IsRunning: true })
                {
                    pair.Pipeline?.Dispose();
                    pair.Pipeline = ApertiumPipeline.Start(await File.ReadAllTextAsync(ModeFile(pair), limit.Token));
                }
                return masked.Restore((await pair.Pipeline.TranslateAsync(masked.Text, limit.Token)).Trim(' '));
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // Half an answer may still come: it must not become the start of the next one.
                pair.Pipeline?.Dispose();
                pair.Pipeline = null;
                ct.ThrowIfCancellationRequested();
                if (attempt > 1)
                {
                    throw new StepException("translation-failed", $"Apertium failed twice at a segment: {(e is IOException ? e.Message : "it took too long.")} Try again.", retryable: true, e);
                }
                PipelineRestarted(logger, pair.Mode, e.Message);
            }
        }
    }

    private Pair? Find(string from, string to) => Array.Find(_pairs, pair => LanguageTag.Same(pair.From, from) && LanguageTag.Same(pair.To, to));

    private bool IsInstalled(Pair pair) => File.Exists(ModeFile(pair));

    private string ModeFile(Pair pair) => Path.Combine(options.Value.ModesDirectory, pair.Mode + ".mode");

    [LoggerMessage(1, LogLevel.Warning, "The {Mode} translation pipeline is started anew: {Reason}")]
    private static partial void PipelineRestarted(ILogger logger, string mode, string reason);

    private sealed class Pair(string from, string to, string mode)
    {
        public string From => from;

        public string To => to;

        public string Mode => mode;

        /// <summary>One text at a time.</summary>
        public SemaphoreSlim Turn { get; } = new(1);

        public ApertiumPipeline? Pipeline { get; set; }
    }
}
