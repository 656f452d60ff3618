namespace RoiApp.Processing.Translation;

/// <summary>The translators set up here, in the order in which they are asked.</summary>
internal sealed record Translators(IReadOnlyList<ITranslator> InOrder);
