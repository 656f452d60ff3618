namespace RoiApp.Processing.Receiving.Transcripts;

/// <summary>A piece of a ready transcript; both times 0 where it carries none.</summary>
internal readonly record struct Cue(long StartMs, long EndMs, string Text);
