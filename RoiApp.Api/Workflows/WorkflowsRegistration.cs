namespace RoiApp.Api.Workflows;

internal static class WorkflowsRegistration
{
    /// <summary>Lists, inspects and acts upon workflows.</summary>
    public static WebApplicationBuilder AddWorkflows(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<WorkflowList>();
        builder.Services.AddScoped<WorkflowActions>();
        builder.Services.AddScoped<WorkflowStats>();
        return builder;
    }
}
