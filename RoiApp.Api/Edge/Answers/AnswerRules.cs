using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace RoiApp.Api.Edge.Answers;

/// <summary>The table of <see cref="AnswerRule"/>s: each route that answers GET has a row. <c>docs/http.md</c> lists the same.</summary>
internal sealed class AnswerRules
{
    private static readonly FrozenDictionary<string, AnswerRule> s_gets = new Dictionary<string, AnswerRule>(StringComparer.Ordinal)
    {
        ["/api/workflows"] = AnswerRule.Edited,
        ["/api/workflows/{id:guid}"] = AnswerRule.Report,
        ["/api/workflows/{id:guid}/results"] = AnswerRule.Report,
        ["/api/workflows/{id:guid}/transcript"] = AnswerRule.Edited,
        ["/api/workflows/{id:guid}/contacts/{index:int}"] = AnswerRule.Edited,
        ["/api/workflows/{id:guid}/export"] = AnswerRule.Download,
        ["/api/workflows/{id:guid}/audio"] = AnswerRule.Recording,
        ["/api/workflows/stats"] = AnswerRule.Gathered,
        ["/api/search"] = AnswerRule.Gathered,
        ["/api/capabilities"] = AnswerRule.Installed,
        ["/api/recording-template"] = AnswerRule.Published,
        ["/openapi/{documentName}.json"] = AnswerRule.Published,
        ["/api/performance"] = AnswerRule.Momentary,
        ["/api/cache/stats"] = AnswerRule.Momentary,
        ["/metrics"] = AnswerRule.Momentary,
        ["/health"] = AnswerRule.Momentary,
        ["/alive"] = AnswerRule.Momentary,
        ["/api/workflows/{id:guid}/events"] = AnswerRule.Itself,
        ["/api/events"] = AnswerRule.Itself,
        ["/ws"] = AnswerRule.Itself,
        ["/ws/workflows/{id:guid}"] = AnswerRule.Itself,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Routes that take bodies of any length, or answer as many reports as there are.
    private static readonly FrozenDictionary<string, AnswerRule> s_others = new Dictionary<string, AnswerRule>(StringComparer.Ordinal)
    {
        ["/api/workflows"] = AnswerRule.Momentary with { HasDeadline = false },
        ["/api/workflows/batch"] = AnswerRule.Momentary with { HasDeadline = false },
        ["/api/workflows/export"] = AnswerRule.Momentary with { HasDeadline = false },
        ["/api/uploads"] = AnswerRule.Itself,
        ["/api/uploads/{id:guid}"] = AnswerRule.Itself,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Endpoints live as long as the host, and there are some dozens of them.
    private readonly ConcurrentDictionary<Endpoint, AnswerRule> _byEndpoint = new(ReferenceEqualityComparer.Instance);

    /// <summary>The row of a GET route by its pattern; null when it has none.</summary>
    public static AnswerRule? Find(string pattern) => s_gets.GetValueOrDefault(Trimmed(pattern));

    /// <summary>How this endpoint answers; what has no row is not to be kept, and what is no route of ours looks after itself.</summary>
    public AnswerRule Of(Endpoint? endpoint) => endpoint is null ? AnswerRule.Itself : _byEndpoint.GetOrAdd(endpoint, Look);

    private static AnswerRule Look(Endpoint endpoint)
    {
        if (endpoint is not RouteEndpoint { RoutePattern.RawText: { } pattern } route)
        {
            return AnswerRule.Itself;
        }
        // Health checks answer any method; gRPC is POST to a path that begins with a package's name.
        var methods = route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];
        if (methods.Count == 0 || methods.Contains(HttpMethods.Get))
        {
            return Find(pattern) ?? (methods.Count == 0 ? AnswerRule.Itself : AnswerRule.Momentary);
        }
        return s_others.GetValueOrDefault(Trimmed(pattern)) ?? (pattern.StartsWith("/api/", StringComparison.Ordinal) ? AnswerRule.Momentary : AnswerRule.Itself);
    }

    private static string Trimmed(string pattern) => pattern.Length > 1 ? pattern.TrimEnd('/') : pattern;
}
