using RoiApp.Contracts.V1;

namespace RoiApp.Processing.Translation;

/// <summary>Translates what was said, one utterance at a time.</summary>
internal interface ITranslator
{
    /// <summary>Name and version; part of cache keys and of the stored result.</summary>
    Engine Engine { get; }

    /// <summary>Pairs that it translates, such as <c>es-en</c>; empty for any.</summary>
    IReadOnlyList<string> Pairs { get; }

    /// <summary>Makes sure that a pair can be translated.</summary>
    /// <exception cref="StepException">The engine is missing, or does not know the pair; the message says what to do.</exception>
    void Require(string from, string to);

    /// <param name="from">BCP 47 tag of the language of <paramref name="text"/>.</param>
    /// <exception cref="StepException">The engine gave up.</exception>
    Task<string> TranslateAsync(string text, string from, string to, CancellationToken ct);
}
