namespace RoiApp.Processing;

/// <summary>A step that cannot be done. The message names the cause and the remedy in plain words: it is shown to people.</summary>
/// <param name="code">Stable lower-case words with dashes, such as <c>no-speech</c>.</param>
/// <param name="retryable">False when trying the same content again cannot help.</param>
internal sealed class StepException(string code, string message, bool retryable = false, Exception? inner = null) : Exception(message, inner)
{
    public string Code { get; } = code;

    public bool Retryable { get; } = retryable;

    /// <summary>An engine that is not installed: an attempt after the installation succeeds.</summary>
    public static StepException EngineMissing(string engine, string remedy, Exception? inner = null) =>
        new("engine-missing", $"{engine} is not installed here. {remedy}", retryable: true, inner);
}
