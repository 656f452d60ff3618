using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>Collects the model; configuration comes from appsettings, the environment and the command line, as in any host.</summary>
public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    // Longer than the patience with any single process, so that it is never the host that gives up first.
    private static readonly TimeSpan s_shutdownTimeout = TimeSpan.FromSeconds(60);

    private readonly HostApplicationBuilder _host;
    private readonly ResourceCollection _resources = [];

    public DistributedApplicationBuilder(string[] args)
        : this(new DistributedApplicationOptions { Args = args })
    {
    }

    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        AppHostAssembly = options.AssemblyName is { } name ? Assembly.Load(name) : Assembly.GetEntryAssembly();
        _host = new HostApplicationBuilder(new HostApplicationBuilderSettings { Args = options.Args });
        _host.Logging.AddSimpleConsole(console => console.SingleLine = true);
        _host.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        _host.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // A failed start is told in plain words instead.
        _host.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
        _host.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_shutdownTimeout);
        _host.Services.AddSingleton(new DistributedApplicationModel(_resources));
        _host.Services.AddSingleton(Eventing);
        _host.Services.AddSingleton(ExecutionContext);
        _host.Services.AddSingleton(TimeProvider.System);
        _host.Services.AddSingleton(new AppHostConsole(Console.Out));
        _host.Services.AddSingleton<EndpointAllocator>();
        _host.Services.AddSingleton<ResourceEnvironment>();
        _host.Services.AddSingleton<ResourceLauncher>();
        _host.Services.AddSingleton<HttpReadiness>();
        _host.Services.AddHostedService<Orchestrator>();
    }

    public Assembly? AppHostAssembly { get; }

    public ConfigurationManager Configuration => _host.Configuration;

    public string AppHostDirectory => _host.Environment.ContentRootPath;

    public IHostEnvironment Environment => _host.Environment;

    public IServiceCollection Services => _host.Services;

    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();

    public DistributedApplicationExecutionContext ExecutionContext { get; } = new(DistributedApplicationOperation.Run);

    public IResourceCollection Resources => _resources;

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (_resources.FirstOrDefault(r => string.Equals(r.Name, resource.Name, StringComparison.OrdinalIgnoreCase)) is { } other)
        {
            throw new DistributedApplicationException(
                $"Cannot add resource of type '{resource.GetType().Name}' with name '{resource.Name}' because resource of type '{other.GetType().Name}' with that name already exists. Resource names are case-insensitive.");
        }

        _resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build() => new(_host.Build());
}
