namespace RoiApp.Api.Intake;

/// <summary>Content that has arrived, however it came.</summary>
/// <param name="PartPath">Where its bytes are, flushed to disk.</param>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Format">Container found by content, such as <c>wav</c>.</param>
internal sealed record WholeContent(string PartPath, string FileName, FileType Type, long Bytes, string Sha256, string Format);
