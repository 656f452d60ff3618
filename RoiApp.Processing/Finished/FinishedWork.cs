using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Extraction;
using RoiApp.Processing.Translation;
using RoiApp.ServiceDefaults.Caching;

namespace RoiApp.Processing.Finished;

/// <summary>
/// What engines have finished, kept engine by engine: the same words are neither translated nor read twice by the same engine of the same build. What depends
/// on more than the words (due dates, known contacts) is made afterwards, of a copy.
/// </summary>
/// <remarks>Any number of workflows at once: those that want the same at the same time wait for one. What an engine could not do is not kept.</remarks>
internal sealed class FinishedWork(Caches? caches = null)
{
    // Grammars, glossaries, masks and prompts are part of the program: another build may do otherwise, and says so by its id. Builds of one source have one id.
    private static readonly string s_build = Assembly.GetExecutingAssembly().ManifestModule.ModuleVersionId.ToString("N");

    /// <exception cref="StepException">The engine gave up.</exception>
    public async Task<string> TranslateAsync(ITranslator translator, string text, string from, string to, CancellationToken ct)
    {
        if (caches is null)
        {
            return await translator.TranslateAsync(text, from, to, ct);
        }
        var key = CacheFamilies.Translation.Of(text, from, to, translator.Engine.Name, translator.Engine.Version, s_build);
        var kept = await caches.GetOrCreateAsync(
            key,
            (translator, text, from, to),
            static async (ask, ct) => new CachedBytes(Encoding.UTF8.GetBytes(await ask.translator.TranslateAsync(ask.text, ask.from, ask.to, ct))),
            ct);
        return Encoding.UTF8.GetString(kept.Bytes.Span);
    }

    /// <returns>A report of the caller's own.</returns>
    /// <exception cref="StepException">The engine gave up.</exception>
    public async Task<Report> ExtractAsync(IReportExtractor extractor, IReadOnlyList<Segment> transcript, string language, CancellationToken ct)
    {
        if (caches is null)
        {
            return await extractor.ExtractAsync(transcript, language, ct);
        }
        var key = CacheFamilies.Extraction.Of(Fingerprint(transcript), language, extractor.Engine.Name, extractor.Engine.Version, s_build);
        var kept = await caches.GetOrCreateAsync(
            key,
            (extractor, transcript, language),
            static async (ask, ct) => new CachedBytes((await ask.extractor.ExtractAsync(ask.transcript, ask.language, ct)).ToByteArray()),
            ct);
        return Report.Parser.ParseFrom(kept.Bytes.Span);
    }

    /// <summary>Of all that an extractor may look at: words, times, certainty and languages. Translations are made beside it, and are not.</summary>
    private static string Fingerprint(IReadOnlyList<Segment> transcript)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var segment in transcript)
        {
            var bytes = WithoutTranslation(segment).ToByteArray();
            BitConverter.TryWriteBytes(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static Segment WithoutTranslation(Segment segment)
    {
        if (segment.Translation is null)
        {
            return segment;
        }
        var copy = segment.Clone();
        copy.Translation = null;
        return copy;
    }
}
