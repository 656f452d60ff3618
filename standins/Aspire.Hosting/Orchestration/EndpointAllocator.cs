using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>Gives every endpoint of every replica its port: the one asked for to the first replica, free ones to the others.</summary>
internal sealed class EndpointAllocator(IConfiguration configuration, TimeProvider time)
{
    // The processes of an app host that was killed a moment ago are still on their way out.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    /// <exception cref="DistributedApplicationException">A port is taken; all that are, with the settings that change them, are in the message.</exception>
    public async Task AllocateAsync(DistributedApplicationModel model, CancellationToken ct)
    {
        var endpoints = model.Resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>(), (resource, endpoint) => (resource, endpoint)).ToList();
        var used = endpoints.Select(e => e.endpoint.Port).OfType<int>().ToHashSet();
        RefuseTwins(endpoints);
        foreach (var (resource, endpoint) in endpoints)
        {
            var replicas = resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
            endpoint.Replicas = [.. Enumerable.Range(0, replicas).Select(replica =>
                new AllocatedEndpoint(endpoint, IPAddress.Loopback.ToString(), (replica == 0 ? endpoint.Port : null) ?? FreePort(used)))];
            endpoint.AllocatedEndpoint = endpoint.Replicas[0];
        }

        var busy = new List<string>();
        foreach (var (resource, endpoint) in endpoints)
        {
            if (endpoint.Port is { } port && !await IsFreeSoonAsync(port, ct))
            {
                busy.Add($"Port {port}, wanted for the endpoint '{endpoint.Name}' of '{resource.Name}', is in use by another process. {Remedy(port)}");
            }
        }

        if (busy.Count > 0)
        {
            throw new DistributedApplicationException(string.Join(Environment.NewLine, busy));
        }
    }

    private static void RefuseTwins(List<(IResource Resource, EndpointAnnotation Endpoint)> endpoints)
    {
        foreach (var twins in endpoints.Where(e => e.Endpoint.Port is not null).GroupBy(e => e.Endpoint.Port).Where(group => group.Count() > 1))
        {
            throw new DistributedApplicationException(
                $"Port {twins.Key} is given to several endpoints: {string.Join(", ", twins.Select(e => $"'{e.Endpoint.Name}' of '{e.Resource.Name}'"))}. Each needs its own.");
        }
    }

    private static int FreePort(HashSet<int> used)
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (used.Add(port))
            {
                return port;
            }
        }
    }

    private async Task<bool> IsFreeSoonAsync(int port, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        while (!IsFree(port))
        {
            if (time.GetElapsedTime(start) >= s_patience)
            {
                return false;
            }

            await Task.Delay(s_interval, time, ct);
        }

        return true;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }

    // The model holds numbers, not where they came from; a setting of that value is most likely the one.
    private string Remedy(int port)
    {
        var text = port.ToString(CultureInfo.InvariantCulture);
        var settings = configuration.AsEnumerable()
            .Where(setting => setting.Value == text && setting.Key.Contains("PORT", StringComparison.OrdinalIgnoreCase))
            .Select(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        return settings.Count == 0
            ? "Stop that process or change the port in the app host."
            : $"Stop that process or choose another port with {string.Join(" or ", settings)}, such as {settings[0]}={(port < 64_000 ? port + 1000 : port - 1000)}.";
    }
}
