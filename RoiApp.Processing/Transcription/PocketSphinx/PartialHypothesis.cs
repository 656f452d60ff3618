namespace RoiApp.Processing.Transcription.PocketSphinx;

/// <summary>Somebody who wants to know what has been heard of a stretch so far.</summary>
/// <param name="IsDue">Asked twenty times a second of audio: it must be cheap.</param>
/// <param name="Tell">Given the words, apart by blanks.</param>
internal sealed record PartialHypothesis(Func<bool> IsDue, Action<string> Tell);
