namespace RoiApp.Api.Reports;

internal static class ReportsRegistration
{
    /// <summary>Reads results, and the shapes in which everything is answered.</summary>
    public static WebApplicationBuilder AddReports(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<ReportReader>();
        builder.Services.AddSingleton<CachedReports>();
        builder.Services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        return builder;
    }
}
