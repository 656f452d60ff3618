namespace RoiApp.Api.Problems;

internal static class ProblemsRegistration
{
    /// <summary>Every error of every route as problem details with a stable type.</summary>
    public static WebApplicationBuilder AddProblems(this WebApplicationBuilder builder)
    {
        builder.Services.AddProblemDetails(o => o.CustomizeProblemDetails = context =>
        {
            ProblemWriter.Complete(context.ProblemDetails);
            context.HttpContext.Response.Headers.CacheControl = "no-store";
        });
        builder.Services.AddExceptionHandler<ProblemWriter>();
        return builder;
    }

    public static WebApplication UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        return app;
    }
}
