namespace RoiApp.Contracts.Rest;

/// <summary>What is installed: <c>GET /api/capabilities</c>.</summary>
/// <param name="Formats">File extensions taken, with the dot.</param>
/// <param name="MaxUploadBytes">The largest file taken.</param>
public sealed record CapabilitiesResource(IReadOnlyList<EngineResource> Engines, IReadOnlyList<string> Formats, long MaxUploadBytes);

/// <param name="Stage"><c>decode</c>, <c>transcription</c>, <c>translation</c> or <c>extraction</c>.</param>
/// <param name="Languages">BCP 47 tags, or pairs such as <c>es-en</c>; empty for any.</param>
/// <param name="Remedy">What to install or set when not available; null otherwise.</param>
public sealed record EngineResource(string Stage, string Name, string Version, bool Available, IReadOnlyList<string> Languages, string? Remedy);
