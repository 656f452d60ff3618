using RoiApp.ServiceDefaults;

namespace RoiApp.Api.Rpc;

internal static class RpcRegistration
{
    private const int MaxMessageBytes = 4 * 1024 * 1024;

    /// <summary>The gRPC face of it all, with health and reflection.</summary>
    public static WebApplicationBuilder AddRpc(this WebApplicationBuilder builder)
    {
        // Unknown services are 404 like any unknown path (a client reads it as UNIMPLEMENTED), and REST's own 404 stays one.
        builder.Services.AddGrpc(o => (o.IgnoreUnknownServices, o.MaxReceiveMessageSize, o.CompressionProviders) = (true, MaxMessageBytes, BoundedCompression.Known(MaxMessageBytes)));
        builder.Services.AddGrpcHealthChecks();
        builder.Services.AddGrpcReflection();
        builder.Services.AddScoped<SubmittedStream>();
        return builder;
    }

    public static WebApplication MapRpc(this WebApplication app)
    {
        app.MapGrpcService<WorkflowsService>();
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
        return app;
    }
}
