namespace RoiApp.Api.Edge;

/// <summary>What is learned of a request on its way, for the line that the log gets in the end.</summary>
internal sealed class RequestNote(string method)
{
    /// <summary>As it was sent.</summary>
    public string Method => method;

    public bool IsHead { get; } = HttpMethods.IsHead(method);

    /// <summary>The pattern, which names nobody; null when no route was met.</summary>
    public string? Route { get; private set; }

    /// <summary>Bytes of the body; null where nobody counted.</summary>
    public long? Bytes { get; private set; }

    /// <summary>What the cache had: <c>hit</c>, <c>miss</c>, <c>bypass</c>, or <c>none</c> where it was not asked; <c>known</c> where the client's own copy was as good.</summary>
    public string Cache { get; private set; } = "none";

    public void Meet(Endpoint? endpoint) => Route = (endpoint as RouteEndpoint)?.RoutePattern.RawText;

    public void Asked(string outcome) => Cache = outcome;

    public void Known() => Cache = Cache is "none" ? "known" : $"{Cache}, known";

    public void Count(long bytes) => Bytes = bytes;
}
