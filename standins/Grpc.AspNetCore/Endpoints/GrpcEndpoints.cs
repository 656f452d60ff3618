using Grpc.Core;
using Grpc.Net.Client.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Maps services to routes: <c>POST /package.Service/Method</c>, and what is asked for beside them to UNIMPLEMENTED.</summary>
internal sealed class GrpcEndpoints(ILoggerFactory loggers, IOptions<GrpcServiceOptions> options)
{
    private readonly ILogger _logger = loggers.CreateLogger("Grpc.AspNetCore.Server.ServerCallHandler");
    private bool _mapsUnknownServices;

    public GrpcServiceEndpointConventionBuilder Map<TService>(IEndpointRouteBuilder routes)
        where TService : class
    {
        var services = routes.ServiceProvider;
        var settings = new CallSettings(options.Value, services.GetRequiredService<IOptions<GrpcServiceOptions<TService>>>().Value);
        var methods = new ServiceMethods<TService>(services.GetRequiredService<IGrpcServiceActivator<TService>>(), settings, _logger).Find();

        List<IEndpointConventionBuilder> endpoints = [.. methods.Select(method => Map(routes, method))];
        if (!settings.IgnoreUnknownMethods)
        {
            endpoints.AddRange(methods.Select(method => method.Method.ServiceName).Distinct(StringComparer.Ordinal).Select(service =>
                MapUnimplemented(routes, $"{service}/{{unimplementedMethod:{GrpcRequestConstraint.Name}}}", $"method for {service}", "Method is unimplemented.")));
        }

        if (options.Value.IgnoreUnknownServices is not true && !_mapsUnknownServices)
        {
            _mapsUnknownServices = true;
            MapUnimplemented(
                routes, $"{{unimplementedService}}/{{unimplementedMethod:{GrpcRequestConstraint.Name}}}", "service", "Service is unimplemented.");
        }

        return new GrpcServiceEndpointConventionBuilder(endpoints);
    }

    private static IEndpointConventionBuilder Map(IEndpointRouteBuilder routes, ServiceMethod method)
    {
        var endpoint = routes.Map(method.Method.FullName, method.Handle);
        endpoint.Add(builder =>
        {
            builder.DisplayName = $"gRPC - {method.Method.FullName}";
            foreach (var item in method.Metadata)
            {
                builder.Metadata.Add(item);
            }

            builder.Metadata.Add(new HttpMethodMetadata([HttpMethods.Post], acceptCorsPreflight: true));
        });
        return endpoint;
    }

    private IEndpointConventionBuilder MapUnimplemented(IEndpointRouteBuilder routes, string pattern, string what, string detail)
    {
        var endpoint = routes.Map(pattern, http =>
        {
            if (!RequestGate.Refuses(http, _logger))
            {
                ServerLog.Unimplemented(_logger, http.Request.Path);
                http.Response.ContentType = GrpcProtocol.ContentType;
                StatusTrailers.Write(http.Response.Headers, new Status(StatusCode.Unimplemented, detail));
            }

            return Task.CompletedTask;
        });
        endpoint.Add(builder =>
        {
            builder.DisplayName = $"gRPC - Unimplemented {what}";
            builder.Metadata.Add(new HttpMethodMetadata([HttpMethods.Post]));
        });
        return endpoint;
    }
}
