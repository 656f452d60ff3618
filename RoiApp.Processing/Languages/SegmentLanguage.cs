namespace RoiApp.Processing.Languages;

/// <summary>The language of one segment of a memo whose speaker may switch between languages.</summary>
internal static class SegmentLanguage
{
    // A name and a borrowed word are no switch; a clause is.
    private const double SureEnough = 0.5;

    /// <param name="around">Language of what it stands in, which holds unless the segment's own words clearly say otherwise.</param>
    public static string Of(string text, string around)
    {
        var guess = LanguageDetector.Detect(text);
        return guess.Language == LanguageDetector.Undetermined || guess.Confidence < SureEnough || LanguageTag.Same(guess.Language, around) ? around : guess.Language;
    }
}
