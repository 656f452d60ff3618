using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Decoding;
using RoiApp.Processing.Extraction;
using RoiApp.Processing.Transcription;
using RoiApp.Processing.Transcription.PocketSphinx;
using RoiApp.Processing.Translation;

namespace RoiApp.Processing.Capabilities;

/// <summary>Looks at what is installed on this machine, each time it is asked: an engine may be installed while the service runs.</summary>
internal sealed partial class EngineSurvey(
    IOptions<DecodingOptions> decoding, IOptions<TranscriptionOptions> transcription, ISpeechRecogniser recogniser, ApertiumTranslator translator, IReportExtractor extractor)
{
    private static readonly TimeSpan s_versionLimit = TimeSpan.FromSeconds(5);

    /// <returns>One entry for each stage, in the order that a memo meets them.</returns>
    public async Task<IReadOnlyList<EngineCapability>> TakeAsync(CancellationToken ct)
    {
        var ffmpeg = await VersionAsync(decoding.Value.Ffmpeg, ct);
        var hears = recogniser is not SphinxRecogniser || SphinxModel.IsInstalled(transcription.Value.ModelDirectory);
        var translates = translator.IsInstalled();
        return
        [
            Capability("decode", new Engine { Name = "ffmpeg", Version = ffmpeg ?? "" }, ffmpeg is not null, FfmpegProcess.Remedy, []),
            Capability("transcription", recogniser.Engine, hears, SphinxModel.Remedy, recogniser.Languages),
            Capability("translation", translator.Engine, translates, ApertiumTranslator.Remedy, translator.Pairs),
            Capability("extraction", extractor.Engine, available: true, remedy: "", ["en", "es"]),
        ];
    }

    private static EngineCapability Capability(string stage, Engine engine, bool available, string remedy, IEnumerable<string> languages) => new()
    {
        Stage = stage,
        Engine = engine,
        Available = available,
        Remedy = available ? "" : remedy,
        Languages = { languages },
    };

    private static async Task<string?> VersionAsync(string ffmpeg, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(s_versionLimit);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(ffmpeg, ["-hide_banner", "-version"]) { RedirectStandardOutput = true })!;
            var said = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return FfmpegVersion().Match(said) is { Success: true } match ? match.Groups[1].Value : null;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }

    [GeneratedRegex(@"^ffmpeg version (\S+)")]
    private static partial Regex FfmpegVersion();
}
