using RoiApp.Contracts.V1;
using RoiApp.Eval.Extraction;
using RoiApp.Processing.Extraction;
using Xunit;

namespace RoiApp.Processing.Tests.Extraction;

/// <summary>Memos to read, and short ways to read one.</summary>
internal static class Memos
{
    public static IReadOnlyList<LabelledMemo> Labelled { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Extraction"), "*.jsonl").Order(StringComparer.Ordinal).SelectMany(LabelledMemo.ReadFile)];

    public static Report Read(string text, string language = "en") =>
        GrammarReportExtractor.Extract([new Segment { Text = text, Confidence = 1, Language = language }], language);

    public static Contact ReadOne(string text, string language = "en") => Assert.Single(Read(text, language).Contacts);
}
