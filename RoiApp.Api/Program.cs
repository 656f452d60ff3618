using RoiApp.Api.Caching;
using RoiApp.Api.Data;
using RoiApp.Api.Edge;
using RoiApp.Api.Intake;
using RoiApp.Api.Jobs;
using RoiApp.Api.Performance;
using RoiApp.Api.Pipeline;
using RoiApp.Api.Problems;
using RoiApp.Api.Progress;
using RoiApp.Api.Reports;
using RoiApp.Api.Rpc;
using RoiApp.Api.Search;
using RoiApp.Api.Workflows;

namespace RoiApp.Api;

internal static class Program
{
    public static async Task Main(string[] args)
    {
        await using var app = Build(args);
        await app.Services.GetRequiredService<DatabaseOpener>().OpenAsync(CancellationToken.None);
        await app.RunAsync();
    }

    /// <summary>The whole application, ready to start once its database is open.</summary>
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // Settings lie beside the program, wherever it is started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.AddServiceDefaults();
        builder.ListenOn(httpPort: 8081, grpcPort: 8082);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddOpenApi();
        builder.Services.Configure<HostOptions>(o => (o.ShutdownTimeout, o.ServicesStopConcurrently) = (TimeSpan.FromSeconds(20), true));
        builder.AddProblems();
        builder.AddEdge();
        builder.AddData();
        builder.AddApiCaching();
        builder.AddIntake();
        builder.AddJobs();
        builder.AddPipeline();
        builder.AddProgress();
        builder.AddReports();
        builder.AddSearch();
        builder.AddWorkflows();
        builder.AddRpc();
        builder.AddPerformance();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseEdge();
        app.UseWebSockets();
        app.MapDefaultEndpoints();
        app.MapDescription();
        app.MapIntake();
        app.MapPipeline();
        app.MapProgress();
        app.MapReports();
        app.MapSearch();
        app.MapWorkflows();
        app.MapCaching();
        app.MapRpc();
        app.MapPerformance();
        return app;
    }
}
