using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.Net.ClientFactory.Internal;

/// <summary>One channel per registered client, made at its first use and kept: connections are shared by all clients of a name.</summary>
internal sealed class ClientChannels(
    IHttpMessageHandlerFactory handlers, IOptionsMonitor<GrpcClientFactoryOptions> options, ILoggerFactory loggers, IServiceScopeFactory scopes) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<(GrpcChannel Channel, CallInvoker Invoker)>> _channels = new(StringComparer.Ordinal);
    private readonly IServiceScope _scope = scopes.CreateScope();

    public CallInvoker For(string name) => _channels.GetOrAdd(name, key => new Lazy<(GrpcChannel, CallInvoker)>(() => Create(key))).Value.Invoker;

    public void Dispose()
    {
        foreach (var channel in _channels.Values.Where(channel => channel.IsValueCreated))
        {
            channel.Value.Channel.Dispose();
        }

        _scope.Dispose();
    }

    /// <summary>The interceptors of one scope around an invoker, the first registered outermost.</summary>
    internal static CallInvoker Intercepted(CallInvoker invoker, GrpcClientFactoryOptions options, InterceptorScope scope, IServiceProvider services) =>
        invoker.Intercept([.. options.InterceptorRegistrations.Where(one => one.Scope == scope).Select(one => one.Creator(services))]);

    private (GrpcChannel, CallInvoker) Create(string name)
    {
        var client = options.Get(name);
        var channelOptions = new GrpcChannelOptions
        {
            HttpHandler = handlers.CreateHandler(name),
            LoggerFactory = loggers,
            ServiceProvider = _scope.ServiceProvider,
        };
        foreach (var configure in client.ChannelOptionsActions)
        {
            configure(channelOptions);
        }

        var address = client.Address ?? throw new InvalidOperationException($"Could not resolve the address for gRPC client '{name}'.");
        var channel = GrpcChannel.ForAddress(address, channelOptions);
        return (channel, Intercepted(channel.CreateCallInvoker(), client, InterceptorScope.Channel, _scope.ServiceProvider));
    }
}
