namespace RoiApp.Api.Rpc;

internal static class RpcRegistration
{
    /// <summary>The gRPC face of it all, with health and reflection.</summary>
    public static WebApplicationBuilder AddRpc(this WebApplicationBuilder builder)
    {
        // Unknown services are 404 like any unknown path (a client reads it as UNIMPLEMENTED), and REST's own 404 stays one.
        builder.Services.AddGrpc(o => o.IgnoreUnknownServices = true);
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
