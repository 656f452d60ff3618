using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.Extensions.Caching.Hybrid;

/// <summary>Whether callers may share one instance: plain values, text, and sealed types that say so by <see cref="ImmutableObjectAttribute"/>.</summary>
internal static class ImmutableTypes<T>
{
    public static bool Shared { get; } = !RuntimeHelpers.IsReferenceOrContainsReferences<T>() || SaysSo(typeof(T));

    private static bool SaysSo(Type type)
    {
        var itself = Nullable.GetUnderlyingType(type) ?? type;
        return itself == typeof(string)
            || ((itself.IsValueType || (itself.IsClass && itself.IsSealed)) && itself.GetCustomAttribute<ImmutableObjectAttribute>() is { Immutable: true });
    }
}
