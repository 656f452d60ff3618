using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RoiApp.Testing.Servers;
using Xunit;

namespace RoiApp.StandIns.Tests.Defaults.Telemetry;

public sealed partial class TelemetryTests
{
    private static readonly ActivitySource s_source = new("RoiApp.StandIns.Tests");

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task Traces_metrics_and_logs_of_a_service_reach_an_otlp_receiver(string protocol)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var service = $"service-{Guid.NewGuid():N}"; // Sources and meters are the process's: other tests' spans may pass by.
        await using (var app = await StartAsync(receiver.EndpointFor(protocol), protocol, service))
        {
            using var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
            Assert.Equal("Hello, Ana", await client.GetStringAsync($"{app.Urls.First()}/hello/Ana?token=secret", _ct));
            await app.StopAsync(_ct);
        }

        var route = Assert.Single(receiver.Spans, span => span.Service == service && span.Name == "GET /hello/{name}");
        Assert.Equal(2u, route.Kind);
        Assert.Equal("Microsoft.AspNetCore", route.Source);
        Assert.Equal("GET", route.Attributes["http.request.method"]);
        Assert.Equal("/hello/{name}", route.Attributes["http.route"]);
        Assert.Equal("/hello/Ana", route.Attributes["url.path"]);
        Assert.Equal("?token=Redacted", route.Attributes["url.query"]);
        Assert.Equal("200", route.Attributes["http.response.status_code"]);
        Assert.Equal("1.1", route.Attributes["network.protocol.version"]);
        Assert.Equal("127.0.0.1", route.Attributes["server.address"]);

        var call = Assert.Single(receiver.Spans, span => span.SpanId == route.ParentSpanId);
        Assert.Equal(("System.Net.Http", 3u, "GET", route.TraceId), (call.Source, call.Kind, call.Name, call.TraceId));
        Assert.Contains(receiver.Spans, span => span.Name == "greet" && span.Source == "RoiApp.StandIns.Tests" && span.ParentSpanId == route.SpanId);

        var log = Assert.Single(receiver.Logs, log => log.Service == service && log.Body == "Greeting Ana.");
        Assert.Equal(("Greetings", "Information", route.TraceId), (log.Category, log.Severity, log.TraceId));

        var metrics = receiver.Metrics.Where(metric => metric.Service == service).Select(metric => metric.Name).ToHashSet();
        Assert.Superset(
            new HashSet<string> { "http.server.request.duration", "http.client.request.duration", "kestrel.active_connections", "dotnet.gc.collections", "roiapp.test.greetings" },
            metrics);
    }

    [Fact]
    public async Task Probes_are_neither_traced_nor_measured()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var service = $"service-{Guid.NewGuid():N}";
        await using (var app = await StartAsync(receiver.EndpointFor("grpc"), "grpc", service))
        {
            using var client = new HttpClient();
            await client.GetStringAsync($"{app.Urls.First()}/health", _ct);
            await client.GetStringAsync($"{app.Urls.First()}/alive", _ct);
            await client.GetStringAsync($"{app.Urls.First()}/hello/Ana", _ct);
            await app.StopAsync(_ct);
        }

        Assert.Contains(receiver.Spans, span => span.Service == service && span.Name == "GET /hello/{name}");
        Assert.DoesNotContain(receiver.Spans, span => span.Kind == 2 && span.Attributes.GetValueOrDefault("url.path") is "/health" or "/alive");
        var measured = receiver.Metrics
            .Where(metric => metric.Service == service && metric.Name == "http.server.request.duration")
            .Select(metric => metric.Attributes.GetValueOrDefault("http.route"))
            .ToHashSet();
        Assert.Contains("/hello/{name}", measured);
        Assert.DoesNotContain("/health", measured);
        Assert.DoesNotContain("/alive", measured);
    }

    [Fact]
    public async Task An_unhandled_exception_makes_the_span_an_error()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var service = $"service-{Guid.NewGuid():N}";
        await using (var app = await StartAsync(receiver.EndpointFor("grpc"), "grpc", service))
        {
            using var client = new HttpClient();
            using var response = await client.GetAsync($"{app.Urls.First()}/broken", _ct);
            await app.StopAsync(_ct);
        }

        var span = Assert.Single(receiver.Spans, span => span.Service == service && span.Name == "GET /broken");
        Assert.Equal(2u, span.Status);
        Assert.Equal("System.InvalidOperationException", span.Attributes["error.type"]);
        Assert.Equal("500", span.Attributes["http.response.status_code"]);
    }

    [Fact]
    public async Task A_service_without_a_name_of_its_own_reports_by_the_applications()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var app = await StartAsync(receiver.EndpointFor("grpc"), "grpc", null))
        {
            await app.StopAsync(_ct);
        }

        Assert.Contains(receiver.Metrics, metric => metric.Service == "RoiApp.StandIns.Tests");
    }

    [Fact]
    public async Task A_receiver_that_is_away_keeps_no_service_from_working_or_stopping()
    {
        await using var app = await StartAsync($"http://127.0.0.1:{FreePort.Next()}", "grpc", "alone");
        using var client = new HttpClient();
        Assert.Equal("Hello, Ana", await client.GetStringAsync($"{app.Urls.First()}/hello/Ana", _ct));
        await app.StopAsync(_ct).WaitAsync(TimeSpan.FromSeconds(30), _ct);
    }

    private async Task<WebApplication> StartAsync(string endpoint, string protocol, string? service)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
            ["OTEL_SERVICE_NAME"] = service,
        });
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.ListenOn(0, null);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        var greetings = app.Services.GetRequiredService<IMeterFactory>().Create("RoiApp.StandIns.Tests").CreateCounter<int>("roiapp.test.greetings");
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Greetings");
        app.MapGet("/hello/{name}", (string name) =>
        {
            using var span = s_source.StartActivity("greet");
            greetings.Add(1);
            Greeting(logger, name);
            return $"Hello, {name}";
        });
        app.MapGet("/broken", string () => throw new InvalidOperationException("This endpoint is broken."));
        await app.StartAsync(_ct);
        return app;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Greeting {Name}.")]
    private static partial void Greeting(ILogger logger, string name);
}
