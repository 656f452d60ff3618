namespace Aspire.Hosting.Orchestration;

/// <summary>A resource will not become ready; people have been told why.</summary>
internal sealed class ResourceFailedException(string message) : Exception(message);
