using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.Caching.Hybrid;

/// <summary>Finds a type's serializer once: the one registered for it, or the first that a factory has, the factory added last first.</summary>
internal sealed class Serializers(IServiceProvider services, long maxBytes, ILogger logger)
{
    private readonly IHybridCacheSerializerFactory[] _factories = [.. services.GetServices<IHybridCacheSerializerFactory>().Reverse()];
    private readonly ConcurrentDictionary<Type, object> _known = new();

    public IHybridCacheSerializer<T> For<T>() => (IHybridCacheSerializer<T>)_known.GetOrAdd(typeof(T), static (_, all) => all.Find<T>(), this);

    /// <summary>The value's bytes, or nothing when they are more than the cache takes, which is logged.</summary>
    /// <remarks>A serializer that fails is a mistake in the program: logged, and thrown.</remarks>
    public ReadOnlyMemory<byte>? Serialise<T>(T value)
    {
        var buffer = new BoundedBuffer(maxBytes);
        try
        {
            For<T>().Serialize(value, buffer);
            return buffer.Written;
        }
        catch (Exception) when (buffer.Exceeded)
        {
            HybridCacheLog.TooLarge(logger, maxBytes);
            return null;
        }
        catch (Exception e)
        {
            HybridCacheLog.NotSerialised(logger, e);
            throw;
        }
    }

    private IHybridCacheSerializer<T> Find<T>()
    {
        if (services.GetService<IHybridCacheSerializer<T>>() is { } registered)
        {
            return registered;
        }

        foreach (var factory in _factories)
        {
            if (factory.TryCreateSerializer<T>(out var made))
            {
                return made;
            }
        }

        throw new InvalidOperationException($"No serializer is registered for '{typeof(T)}'.");
    }
}
