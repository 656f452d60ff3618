using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Caching.Hybrid;

public interface IHybridCacheBuilder
{
    IServiceCollection Services { get; }
}
