using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Caching.Hybrid;

/// <summary>
/// Serialises whatever nothing else does, as JSON: by options registered under <c>typeof(IHybridCacheSerializer&lt;T&gt;)</c>, or under the open
/// type for all, or by the defaults.
/// </summary>
internal sealed class JsonSerializers(IServiceProvider services) : IHybridCacheSerializerFactory
{
    private static readonly JsonSerializerOptions s_withFields = new() { IncludeFields = true };

    public bool TryCreateSerializer<T>([NotNullWhen(true)] out IHybridCacheSerializer<T>? serializer)
    {
        var options = services.GetKeyedService<JsonSerializerOptions>(typeof(IHybridCacheSerializer<T>))
            ?? services.GetKeyedService<JsonSerializerOptions>(typeof(IHybridCacheSerializer<>))
            ?? (HoldsFields(typeof(T), []) ? s_withFields : JsonSerializerOptions.Default);
        serializer = new JsonOf<T>(options);
        return true;
    }

    /// <summary>Whether JSON by default would lose the type's content, or that of a part: value tuples have fields and no properties.</summary>
    private static bool HoldsFields(Type type, HashSet<Type> seen)
    {
        if (type.IsPrimitive || type == typeof(string) || !seen.Add(type))
        {
            return false;
        }

        var elements = type.GetInterfaces().Append(type)
            .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            .Select(i => i.GetGenericArguments()[0])
            .ToList();
        if (elements.Count > 0)
        {
            return elements.Exists(element => HoldsFields(element, seen));
        }

        const BindingFlags visible = BindingFlags.Public | BindingFlags.Instance;
        var properties = type.GetProperties(visible);
        return properties.Length > 0
            ? properties.Any(property => HoldsFields(property.PropertyType, seen))
            : type.GetFields(visible).Length > 0;
    }

    private sealed class JsonOf<T>(JsonSerializerOptions options) : IHybridCacheSerializer<T>
    {
        public T Deserialize(ReadOnlySequence<byte> source)
        {
            var reader = new Utf8JsonReader(source);
            return JsonSerializer.Deserialize<T>(ref reader, options)!;
        }

        public void Serialize(T value, IBufferWriter<byte> target)
        {
            using var writer = new Utf8JsonWriter(target);
            JsonSerializer.Serialize(writer, value, options);
        }
    }
}
