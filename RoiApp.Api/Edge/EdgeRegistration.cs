using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Options;
using RoiApp.Api.Edge.Answers;
using RoiApp.Api.Edge.Rates;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Edge;

internal static class EdgeRegistration
{
    /// <summary>What is between the network and the routes: how often, how long, in which shape.</summary>
    public static WebApplicationBuilder AddEdge(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<EdgeOptions>().BindConfiguration(EdgeOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<AnswerRules>();
        builder.AddRates();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddRequestTimeouts();
        builder.Services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<EdgeOptions>>((timeouts, edge) => timeouts.DefaultPolicy = new()
        {
            Timeout = edge.Value.AnswerWithin,
            TimeoutStatusCode = ProblemType.AnswerTooSlow.Status,
            WriteTimeoutResponse = http => http.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(new()
            {
                HttpContext = http,
                ProblemDetails = ProblemWriter.Details(ProblemType.AnswerTooSlow.Because("The server has given up. It may have much to do: try again in a while, or ask for less at once.")),
            }).AsTask(),
        });
        // The description of the interface is the same until the next start, and takes long to make.
        builder.Services.AddOutputCache(o => o.SizeLimit = 4 * 1024 * 1024);
        return builder;
    }

    /// <summary>Around everything, errors included.</summary>
    public static WebApplication UseEdge(this WebApplication app)
    {
        app.UseMiddleware<RequestLog>();
        app.UseProblems();
        app.Use(HeadRequests.AsGetAsync);
        app.UseRouting();
        app.Use(HeadRequests.AsHeadAsync);
        app.Use((http, next) =>
        {
            http.Features.Get<RequestNote>()?.Meet(http.GetEndpoint());
            return next(http);
        });
        app.UseMiddleware<RateLimiter>();
        app.UseRequestTimeouts();
        app.UseMiddleware<AnswerWriter>();
        app.UseOutputCache();
        return app;
    }

    public static WebApplication MapDescription(this WebApplication app)
    {
        app.MapOpenApi().CacheOutput(policy => policy.Expire(TimeSpan.FromDays(1)).SetVaryByQuery([]));
        return app;
    }
}
