namespace RoiApp.Processing.Transcription.PocketSphinx;

/// <summary>A word as recognised, without markers. Times are from the start of the stretch.</summary>
internal readonly record struct SphinxWord(string Text, int StartMs, int EndMs, float Confidence);
