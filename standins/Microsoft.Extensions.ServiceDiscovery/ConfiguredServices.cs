using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Microsoft.Extensions.ServiceDiscovery;

/// <summary>
/// The services in configuration: <c>services:NAME:ENDPOINT:0</c>, <c>:1</c>, … or a single value at <c>services:NAME:ENDPOINT</c>.
/// Takes turns over a name's addresses. Safe to use from many threads.
/// </summary>
internal sealed partial class ConfiguredServices : IDisposable
{
    private const string Section = "Services";

    private readonly IConfiguration _configuration;
    private readonly ILogger<ConfiguredServices> _logger;
    private readonly IDisposable _reload;

    // Holds configured names only, so that a client which calls hosts without end does not fill it.
    private volatile ConcurrentDictionary<(string Scheme, string Host), Rotation> _found = new();

    public ConfiguredServices(IConfiguration configuration, ILogger<ConfiguredServices> logger)
    {
        (_configuration, _logger) = (configuration, logger);
        _reload = ChangeToken.OnChange(configuration.GetReloadToken, () => _found = new());
    }

    /// <summary>The next address of the service that <paramref name="address"/> names, or null when configuration knows no such service.</summary>
    /// <exception cref="KeyNotFoundException">A configured value is not an address.</exception>
    public ServiceAddress? Next(Uri address)
    {
        var found = _found; // A reload during the look-up must not put an old answer into the new table.
        var key = (address.Scheme, address.Host);
        if (!found.TryGetValue(key, out var rotation))
        {
            var addresses = Find(ServiceName.Of(address));
            if (addresses.Count == 0)
            {
                return null;
            }

            rotation = found.GetOrAdd(key, new Rotation(addresses));
        }

        return rotation.Next();
    }

    public void Dispose() => _reload.Dispose();

    private List<ServiceAddress> Find(ServiceName name)
    {
        var service = _configuration.GetSection(Section).GetSection(name.Service);
        var section = name.Endpoint is { } endpoint
            ? service.GetSection(endpoint)
            : name.Schemes.Prepend("default").Select(service.GetSection).FirstOrDefault(candidate => candidate.Exists());
        if (section is null || !section.Exists())
        {
            return [];
        }

        var addresses = (section.Value is { Length: > 0 } ? [section] : section.GetChildren()).Select(Parse).ToList();
        // The first scheme asked for that any address has; addresses without one take the request's.
        var scheme = name.Schemes.FirstOrDefault(asked => addresses.Exists(address => asked.Equals(address.Scheme, StringComparison.OrdinalIgnoreCase)));
        var usable = addresses.FindAll(address => address.Scheme is null || address.Scheme.Equals(scheme, StringComparison.OrdinalIgnoreCase));
        if (usable.Count == 0)
        {
            Log.NoUsableAddress(_logger, section.Path, string.Join(", ", name.Schemes));
        }

        return usable;
    }

    private static ServiceAddress Parse(IConfigurationSection setting) => ServiceAddress.TryParse(setting.Value)
        ?? throw new KeyNotFoundException($"Setting {setting.Path} is '{setting.Value}': give an address such as http://127.0.0.1:8081.");

    private sealed class Rotation(List<ServiceAddress> addresses)
    {
        private uint _turn = uint.MaxValue;

        public ServiceAddress Next() => addresses[(int)(Interlocked.Increment(ref _turn) % (uint)addresses.Count)];
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "No address under {Path} has one of the schemes asked for: {Schemes}.")]
        public static partial void NoUsableAddress(ILogger logger, string path, string schemes);
    }
}
