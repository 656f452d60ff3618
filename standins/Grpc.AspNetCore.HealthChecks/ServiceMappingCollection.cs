using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Grpc.AspNetCore.HealthChecks;

public sealed class ServiceMappingCollection : ICollection<ServiceMapping>
{
    private readonly Dictionary<string, ServiceMapping> _byName = new(StringComparer.Ordinal);

    public int Count => _byName.Count;

    bool ICollection<ServiceMapping>.IsReadOnly => false;

    /// <exception cref="ArgumentException">The name is mapped already.</exception>
    public void Add(ServiceMapping service)
    {
        ArgumentNullException.ThrowIfNull(service);
        _byName.Add(service.Name, service);
    }

    /// <summary>Maps a name, in place of what it was mapped to before.</summary>
    public void Map(string name, Func<HealthCheckMapContext, bool> predicate) => _byName[name] = new ServiceMapping(name, predicate);

    public void Remove(string name) => _byName.Remove(name);

    public void Clear() => _byName.Clear();

    public IEnumerator<ServiceMapping> GetEnumerator() => _byName.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    bool ICollection<ServiceMapping>.Contains(ServiceMapping item) => _byName.ContainsValue(item);

    void ICollection<ServiceMapping>.CopyTo(ServiceMapping[] array, int arrayIndex) => _byName.Values.CopyTo(array, arrayIndex);

    bool ICollection<ServiceMapping>.Remove(ServiceMapping item) => _byName.ContainsValue(item) && _byName.Remove(item.Name);

    internal bool TryFind(string name, [NotNullWhen(true)] out ServiceMapping? mapping) => _byName.TryGetValue(name, out mapping);
}
