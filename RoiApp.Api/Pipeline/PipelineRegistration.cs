using RoiApp.Api.Jobs;

namespace RoiApp.Api.Pipeline;

internal static class PipelineRegistration
{
    /// <summary>Runs workflows through Processing, found by service discovery.</summary>
    public static WebApplicationBuilder AddPipeline(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<PipelineOptions>().BindConfiguration(PipelineOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddGrpcClient<Wire.Processing.ProcessingClient>(o => o.Address = new("http://_grpc.processing"))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(5),
                // Finds out within half a minute that the other machine is gone without a word.
                KeepAlivePingDelay = TimeSpan.FromSeconds(15),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
                EnableMultipleHttp2Connections = true,
            });
        builder.Services.AddSingleton<PipelineMetrics>();
        builder.Services.AddSingleton<EnginePace>();
        builder.Services.AddSingleton<EventWriter>();
        builder.Services.AddSingleton<Checkpoints>();
        builder.Services.AddSingleton<CurrentRecogniser>();
        builder.Services.AddSingleton<KnownTranscripts>();
        builder.Services.AddSingleton<RedisLock>();
        builder.Services.AddSingleton<Hearings>();
        builder.Services.AddScoped<ProcessingCall>();
        builder.Services.AddScoped<PassingEvents>();
        builder.Services.AddScoped<IJobHandler, WorkflowHandler>();
        builder.Services.AddHealthChecks().AddCheck<ProcessingCheck>("processing", timeout: TimeSpan.FromSeconds(5));
        return builder;
    }
}
