using RoiApp.Api.Data;

namespace RoiApp.Api.Jobs;

internal static class JobsRegistration
{
    /// <summary>The queue and what drives it. Handlers register themselves as <see cref="IJobHandler"/>.</summary>
    public static WebApplicationBuilder AddJobs(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<JobOptions>().BindConfiguration(JobOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<LeaseHolder>();
        builder.Services.AddSingleton<JobSignal>();
        builder.Services.AddSingleton(services => new NoticeChannel(JobSignal.Channel, _ => services.GetRequiredService<JobSignal>().Wake()));
        builder.Services.AddSingleton<JobRoom>();
        builder.Services.AddSingleton<RunningJobs>();
        builder.Services.AddSingleton<JobMetrics>();
        builder.Services.AddSingleton<JobQueue>();
        builder.Services.AddSingleton<JobRunner>();
        builder.Services.AddSingleton<LeaseRescue>();
        builder.Services.AddSingleton<Dispatcher>();
        builder.Services.AddSingleton<JobPrune>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LeaseRescue>());
        builder.Services.AddHostedService(services => services.GetRequiredService<JobPrune>());
        builder.Services.AddHostedService(services => services.GetRequiredService<Dispatcher>());
        return builder;
    }
}
