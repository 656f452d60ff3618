namespace Microsoft.Extensions.ServiceDiscovery;

public sealed class ServiceDiscoveryOptions
{
    /// <summary>Whether a request may go to an address of any scheme.</summary>
    public bool AllowAllSchemes { get; set; } = true;

    /// <summary>The schemes allowed when not all are.</summary>
    public IList<string> AllowedSchemes { get; set; } = [];

    internal IReadOnlyList<string> Allowed(IReadOnlyList<string> requested) => (AllowAllSchemes, requested.Count) switch
    {
        (true, > 0) => requested,
        (_, 0) => [.. AllowedSchemes],
        _ => [.. requested.Where(scheme => AllowedSchemes.Contains(scheme, StringComparer.OrdinalIgnoreCase))],
    };
}
