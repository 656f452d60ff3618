namespace RoiApp.Web.Api;

/// <summary>The ways in which the web front talks to RoiApp.Api, as named <see cref="HttpClient"/>s.</summary>
internal static class ApiClients
{
    /// <summary>Idempotent reads: retried, with time limits and a circuit breaker.</summary>
    public const string Reads = "api-reads";

    /// <summary>Changes: sent once.</summary>
    public const string Changes = "api-changes";

    /// <summary>Bodies of any length, in either direction: no limit but on connecting.</summary>
    public const string Streams = "api-streams";

    private static readonly Uri s_address = new("http://_http.api");
    private static readonly TimeSpan s_changeTakesAtMost = TimeSpan.FromSeconds(30);

    public static IServiceCollection AddApiClients(this IServiceCollection services)
    {
        services.AddHttpClient(Reads, client => client.BaseAddress = s_address).AddStandardResilienceHandler();
        services.AddHttpClient(Changes, client =>
        {
            client.BaseAddress = s_address;
            client.Timeout = s_changeTakesAtMost;
        });
        services.AddHttpClient(Streams, client =>
        {
            client.BaseAddress = s_address;
            client.Timeout = Timeout.InfiniteTimeSpan;
        }).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            // What Api says reaches the browser as it was said.
            AllowAutoRedirect = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        });
        return services.AddSingleton<WorkflowClient>();
    }
}
