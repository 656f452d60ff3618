using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Decoding;
using RoiApp.Processing.Extraction;
using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Services;
using RoiApp.Processing.Transcription;
using RoiApp.Processing.Transcription.PocketSphinx;
using RoiApp.Processing.Translation;

namespace RoiApp.Processing.Capabilities;

/// <summary>Looks at what is installed on this machine, each time it is asked: an engine may be installed while the service runs.</summary>
internal sealed partial class EngineSurvey(
    IOptions<DecodingOptions> decoding, IOptions<TranscriptionOptions> transcription, ISpeechRecogniser recogniser, Translators translators, ReportExtractors extractors)
{
    private static readonly TimeSpan s_versionLimit = TimeSpan.FromSeconds(5);

    /// <returns>An entry for each engine, stages in the order that a memo meets them, engines in the order in which they are asked.</returns>
    public async Task<IReadOnlyList<EngineCapability>> TakeAsync(CancellationToken ct)
    {
        var ffmpeg = await VersionAsync(decoding.Value.Ffmpeg, ct);
        var recognisers = recogniser is RecognisersInTurn inTurn ? inTurn.InOrder : [recogniser];
        return
        [
            Capability("decode", new Engine { Name = "ffmpeg", Version = ffmpeg ?? "" }, ffmpeg is null ? FfmpegProcess.Remedy : "", []),
            .. recognisers.Select(one => Capability(
                "transcription", one.Engine, one is SphinxRecogniser && !SphinxModel.IsInstalled(transcription.Value.ModelDirectory) ? SphinxModel.Remedy : TroubleOf(one), one.Languages)),
            .. translators.InOrder.Select(one => Capability(
                "translation", one.Engine, one is ApertiumTranslator apertium && !apertium.IsInstalled() ? ApertiumTranslator.Remedy : TroubleOf(one), one.Pairs)),
            .. extractors.InOrder.Select(one => Capability("extraction", one.Engine, TroubleOf(one), one is IServiceEngine ? [] : GrammarCatalog.Languages)),
        ];
    }

    private static string TroubleOf(object engine) => (engine as IServiceEngine)?.Trouble ?? "";

    private static EngineCapability Capability(string stage, Engine engine, string remedy, IEnumerable<string> languages) => new()
    {
        Stage = stage,
        Engine = engine,
        Available = remedy.Length == 0,
        Remedy = remedy,
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
