using System.Collections.Frozen;

namespace OpenTelemetry.Instrumentation.AspNetCore;

/// <summary>A request's method as the semantic conventions have it: known ones in capitals, all others <c>_OTHER</c>, so that names stay few.</summary>
internal readonly record struct RequestMethod(string Name, string? Original)
{
    private const string Other = "_OTHER";

    private static readonly FrozenSet<string> s_known = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE");

    /// <summary>The method in a span's name.</summary>
    public string Shown => Name == Other ? "HTTP" : Name;

    public static RequestMethod Of(string method) =>
        !s_known.TryGetValue(method, out var known) ? new(Other, method) : new(known, known == method ? null : method);
}
