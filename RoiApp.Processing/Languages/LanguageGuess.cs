namespace RoiApp.Processing.Languages;

/// <summary>The language a text is in.</summary>
/// <param name="Language">BCP 47 primary tag, or "und" when the text does not tell.</param>
/// <param name="Confidence">0 to 1: how far ahead of the next language it is, given how much there was to go by.</param>
internal readonly record struct LanguageGuess(string Language, double Confidence);

/// <summary>How much of a text's evidence speaks for a language, 0 to 1.</summary>
internal readonly record struct LanguageShare(string Language, double Share);
