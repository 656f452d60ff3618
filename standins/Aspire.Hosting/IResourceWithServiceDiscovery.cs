using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A resource whose endpoints are handed to those who refer to it, as <c>services__name__endpoint__i</c>.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
