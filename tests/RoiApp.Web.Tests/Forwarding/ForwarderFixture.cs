using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RoiApp.Web.Api;
using RoiApp.Web.Forwarding;

namespace RoiApp.Web.Tests.Forwarding;

/// <summary>A forwarder on a port of its own before an upstream of the test's making.</summary>
internal sealed class ForwarderFixture : IAsyncDisposable
{
    private readonly WebApplication _upstream;
    private readonly WebApplication _front;

    private ForwarderFixture(WebApplication upstream, WebApplication front) => (_upstream, _front) = (upstream, front);

    public HttpClient Client { get; private set; } = default!;

    public static async Task<ForwarderFixture> StartAsync(Action<WebApplication> upstreamDoes)
    {
        var upstream = Build(out _);
        upstreamDoes(upstream);
        await upstream.StartAsync();

        var front = Build(out var builder, b =>
        {
            b.Configuration.AddInMemoryCollection([new("services:api:http:0", upstream.Urls.Single())]);
            b.AddServiceDefaults();
            b.Services.AddSingleton(TimeProvider.System).AddSingleton<WebMetrics>().AddApiClients().AddSingleton<ApiForwarder>().AddAntiforgery();
        });
        front.UseAntiforgery();
        front.MapForwarding();
        await front.StartAsync();
        return new(upstream, front) { Client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new(front.Urls.Single()) } };
    }

    public Task StopUpstreamAsync() => _upstream.StopAsync();

    private static WebApplication Build(out WebApplicationBuilder builder, Action<WebApplicationBuilder>? configure = null)
    {
        builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 1_000_000);
        configure?.Invoke(builder);
        return builder.Build();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _front.DisposeAsync();
        await _upstream.DisposeAsync();
    }
}
