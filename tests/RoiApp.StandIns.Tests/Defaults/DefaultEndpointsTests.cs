using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace RoiApp.StandIns.Tests.Defaults;

public sealed class DefaultEndpointsTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_tells_of_every_check_and_alive_only_of_the_process()
    {
        await using var app = await StartAsync(builder => builder.Services.AddHealthChecks()
            .AddCheck("database", () => HealthCheckResult.Unhealthy("No database.")));
        using var client = new HttpClient { BaseAddress = new(app.Urls.First()) };

        using var health = await client.GetAsync("/health", _ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.True(health.Headers.CacheControl?.NoStore);
        using var report = JsonDocument.Parse(await health.Content.ReadAsStringAsync(_ct));
        Assert.Equal("unhealthy", report.RootElement.GetProperty("status").GetString());
        var checks = report.RootElement.GetProperty("checks");
        Assert.Equal("healthy", checks.GetProperty("self").GetProperty("status").GetString());
        Assert.Equal("No database.", checks.GetProperty("database").GetProperty("description").GetString());

        using var alive = await client.GetAsync("/alive", _ct);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        Assert.DoesNotContain("database", await alive.Content.ReadAsStringAsync(_ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_listens_for_http_1_and_http_2_on_ports_of_their_own()
    {
        await using var app = await StartAsync();
        Assert.All(app.Urls, url => Assert.StartsWith("http://127.0.0.1:", url, StringComparison.Ordinal));
        using var client = new HttpClient();
        foreach (var (url, version) in app.Urls.Zip((Version[])[HttpVersion.Version11, HttpVersion.Version20]))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{url}/alive") { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using var response = await client.SendAsync(request, _ct);
            Assert.Equal(version, response.Version);
        }
    }

    [Fact]
    public async Task Configured_ports_win_over_the_programs_own()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var app = await StartAsync(_ => { }, httpPort: port, ("Listen:HttpPort", "0"));
        Assert.DoesNotContain(app.Urls, url => new Uri(url).Port == port);
    }

    [Theory]
    [InlineData("Listen:HttpPort", "eighty")]
    [InlineData("Listen:GrpcPort", "65536")]
    [InlineData("Listen:Address", "everywhere")]
    public async Task A_setting_that_is_no_port_or_address_stops_the_start_and_is_named(string key, string value)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(_ => { }, 0, (key, value)));
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
        Assert.Contains(value, error.Message, StringComparison.Ordinal);
    }

    private Task<WebApplication> StartAsync() => StartAsync(_ => { });

    private async Task<WebApplication> StartAsync(Action<WebApplicationBuilder> configure, int httpPort = 0, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.AddServiceDefaults();
        builder.ListenOn(httpPort, 0);
        configure(builder);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        await app.StartAsync(_ct);
        return app;
    }
}
