using RoiApp.Api.Progress.Sockets;
using RoiApp.Api.Reports;
using RoiApp.Api.Workflows.Contacts;
using RoiApp.Api.Workflows.Many;

namespace RoiApp.Api.Workflows;

internal static class WorkflowsRegistration
{
    /// <summary>Lists, inspects and acts upon workflows.</summary>
    public static WebApplicationBuilder AddWorkflows(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<WorkflowList>();
        builder.Services.AddScoped<WorkflowActions>();
        builder.Services.AddScoped<WorkflowStats>();
        builder.Services.AddSingleton<CachedLists>();
        builder.Services.AddSingleton<CacheWarmUp>();
        builder.Services.AddHostedService(services => services.GetRequiredService<CacheWarmUp>());
        builder.Services.AddScoped<ContactEditing>();
        builder.Services.AddScoped<ManyReports>();
        builder.Services.AddSingleton<ManyActions>();
        builder.Services.AddSingleton(new SocketCommand("cancel", async (services, id, ct) => Resources.Of(await services.GetRequiredService<WorkflowActions>().CancelAsync(id, ct))));
        return builder;
    }
}
