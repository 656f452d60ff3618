namespace RoiApp.Processing.Services;

/// <summary>An answer larger than any that is asked for: asking again would bring the same.</summary>
internal sealed class AnswerTooLargeException(long maxBytes) : Exception($"The answer is longer than {maxBytes} bytes.");
