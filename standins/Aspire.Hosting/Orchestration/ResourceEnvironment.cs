using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

/// <summary>The environment of one process: what the model says of its resource, its ports, and where telemetry goes.</summary>
internal sealed class ResourceEnvironment(DistributedApplicationExecutionContext execution, IConfiguration configuration, IHostEnvironment host)
{
    // These are about the app host itself.
    private static readonly string[] s_notInherited =
        ["ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "DOTNET_LAUNCH_PROFILE", "DOTNET_HOST_PATH"];

    private readonly Lazy<Task<OtlpReceiver?>> _receiver = new(() => OtlpReceiver.FindAsync(configuration, CancellationToken.None));

    /// <param name="resource">A resource whose endpoints are allocated.</param>
    /// <param name="replica">From 0.</param>
    /// <returns>A null takes an inherited variable away.</returns>
    public async Task<Dictionary<string, string?>> BuildAsync(IResource resource, int replica, CancellationToken ct)
    {
        var variables = s_notInherited.ToDictionary(name => name, _ => (string?)null);
        variables["DOTNET_ENVIRONMENT"] = variables["ASPNETCORE_ENVIRONMENT"] = host.EnvironmentName;
        await AddTelemetryAsync(variables, resource, replica);
        AddPorts(variables, resource, replica);
        foreach (var (name, value) in await CallbacksAsync(resource, ct))
        {
            variables[name] = value is IValueProvider provider ? await provider.GetValueAsync(ct) : value.ToString();
        }

        return variables;
    }

    private async Task<Dictionary<string, object>> CallbacksAsync(IResource resource, CancellationToken ct)
    {
        var context = new EnvironmentCallbackContext(execution, cancellationToken: ct);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToList())
        {
            await annotation.Callback(context);
        }

        return context.EnvironmentVariables;
    }

    private static void AddPorts(Dictionary<string, string?> variables, IResource resource, int replica)
    {
        var unnamed = new List<string>();
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            var allocated = endpoint.Replicas[replica];
            if (endpoint.TargetPortEnvironmentVariable is { } variable)
            {
                variables[variable] = allocated.Port.ToString(CultureInfo.InvariantCulture);
            }
            else if (endpoint.UriScheme is "http" or "https")
            {
                unnamed.Add(allocated.UriString);
            }
        }

        if (unnamed.Count > 0)
        {
            variables["ASPNETCORE_URLS"] = string.Join(';', unnamed);
        }
    }

    private async Task AddTelemetryAsync(Dictionary<string, string?> variables, IResource resource, int replica)
    {
        variables["OTEL_SERVICE_NAME"] = resource.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = string.Create(CultureInfo.InvariantCulture, $"service.instance.id={resource.Name}-{replica + 1}");
        if (await _receiver.Value is not { } receiver)
        {
            return;
        }

        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint;
        variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = receiver.Protocol;
        if (configuration["AppHost:OtlpApiKey"] is { Length: > 0 } key)
        {
            variables["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={key}";
        }

        if (host.IsDevelopment())
        {
            // Somebody is watching: a second is soon enough, the exporters' usual five or sixty are not.
            variables["OTEL_BLRP_SCHEDULE_DELAY"] = variables["OTEL_BSP_SCHEDULE_DELAY"] = variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
            variables["OTEL_TRACES_SAMPLER"] = "always_on";
            variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
        }
    }
}
