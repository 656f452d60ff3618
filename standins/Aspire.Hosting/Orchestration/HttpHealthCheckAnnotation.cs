using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <param name="EndpointName">The first HTTP endpoint when null.</param>
/// <param name="Path">Relative to the endpoint.</param>
/// <param name="StatusCode">What a healthy resource answers.</param>
internal sealed record HttpHealthCheckAnnotation(string? EndpointName, string Path, int StatusCode) : IResourceAnnotation;
