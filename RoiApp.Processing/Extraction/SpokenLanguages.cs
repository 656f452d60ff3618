using RoiApp.Contracts.V1;
using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Languages;

namespace RoiApp.Processing.Extraction;

/// <summary>The languages a memo has to be read in: the one it is said to be in, and any other that it switches to.</summary>
internal static class SpokenLanguages
{
    // A borrowed "follow-up" in a Spanish memo is no second language; a clause is.
    private const double ShareOfSecond = 0.15;

    /// <returns>Primary tags, the memo's own language first.</returns>
    public static IReadOnlyList<string> In(IReadOnlyList<Segment> transcript, string language)
    {
        var shares = LanguageDetector.Shares(string.Join(' ', transcript.Select(s => s.Text)));
        var main = language.Split('-', '_')[0].ToLowerInvariant();
        if (!GrammarCatalog.Languages.Contains(main))
        {
            main = shares.Where(s => GrammarCatalog.Languages.Contains(s.Language)).Select(s => s.Language).FirstOrDefault() ?? GrammarCatalog.Languages.First();
        }

        return [main, .. shares.Where(s => s.Language != main && s.Share >= ShareOfSecond && GrammarCatalog.Languages.Contains(s.Language)).Select(s => s.Language)];
    }
}
