using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Somebody's interest in an endpoint of a resource; usable while building, readable once ports are allocated.</summary>
public sealed class EndpointReference(IResourceWithEndpoints owner, string endpointName) : IManifestExpressionProvider, IValueProvider
{
    public IResourceWithEndpoints Resource { get; } = owner;

    public string EndpointName { get; } = endpointName;

    public bool Exists => Find() is not null;

    public bool IsAllocated => Find()?.AllocatedEndpoint is not null;

    public EndpointAnnotation EndpointAnnotation =>
        Find() ?? throw new InvalidOperationException($"Resource '{Resource.Name}' has no endpoint '{EndpointName}'.");

    public string Scheme => EndpointAnnotation.UriScheme;

    public string Host => Allocated.Address;

    public int Port => Allocated.Port;

    public string Url => Allocated.UriString;

    public string ValueExpression => $"{{{Resource.Name}.bindings.{EndpointName}.url}}";

    private AllocatedEndpoint Allocated => EndpointAnnotation.AllocatedEndpoint
        ?? throw new InvalidOperationException($"Endpoint '{EndpointName}' of '{Resource.Name}' has no port yet: ports are allocated when the application starts.");

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Url);

    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    private EndpointAnnotation? Find() => Resource.Annotations.OfType<EndpointAnnotation>()
        .FirstOrDefault(endpoint => string.Equals(endpoint.Name, EndpointName, StringComparison.OrdinalIgnoreCase));
}

public enum EndpointProperty
{
    Url,
    Host,
    IPV4Host,
    Port,
    Scheme,
}

/// <summary>One part of an endpoint, for use in a <see cref="ReferenceExpression"/>.</summary>
public class EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property) : IManifestExpressionProvider, IValueProvider
{
    public EndpointReference Endpoint { get; } = endpointReference;

    public EndpointProperty Property { get; } = property;

    public string ValueExpression => $"{{{Endpoint.Resource.Name}.bindings.{Endpoint.EndpointName}.{Property}}}";

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) => new(Property switch
    {
        EndpointProperty.Url => Endpoint.Url,
        EndpointProperty.Port => Endpoint.Port.ToString(CultureInfo.InvariantCulture),
        EndpointProperty.Scheme => Endpoint.Scheme,
        _ => Endpoint.Host,
    });
}
