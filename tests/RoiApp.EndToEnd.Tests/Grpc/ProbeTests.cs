using RoiApp.Testing;
using Xunit;

namespace RoiApp.EndToEnd.Tests.Grpc;

/// <summary>Health and reflection of both servers and every call of <c>roi.v1.Workflows</c>, as grpcio and grpc-js see them.</summary>
[Collection("samples/clients/javascript")] // They install its packages, one at a time.
public sealed class ProbeTests(EmbeddedRoiApp embedded)
{
    private const string Install = "npm ci --prefer-offline --no-audit --no-fund --prefix samples/clients/javascript >/dev/null";

    [Theory]
    [InlineData("roi.v1.Workflows")]
    [InlineData("roi.v1.Processing")]
    public Task Health_and_reflection_answer_grpcio(string service) =>
        AssertWellAsync($"python3 tests/RoiApp.EndToEnd.Tests/Grpc/probe.py {AddressOf(service)} {service} standins");

    [Theory]
    [InlineData("roi.v1.Workflows")]
    [InlineData("roi.v1.Processing")]
    public Task Health_and_reflection_answer_grpc_js(string service) =>
        AssertWellAsync($"{Install}; node tests/RoiApp.EndToEnd.Tests/Grpc/probe.js {AddressOf(service)} {service} standins \"$PWD/samples/clients/javascript/node_modules\"");

    [Fact]
    public Task Every_call_answers_grpcio_as_the_proto_says() =>
        AssertWellAsync($"python3 tests/RoiApp.EndToEnd.Tests/Grpc/calls.py {embedded.App.GrpcAddress} RoiApp.Contracts/Protos samples/05-clinica-san-rafael.es.vtt");

    [Fact]
    public Task Every_call_answers_grpc_js_as_the_proto_says() =>
        AssertWellAsync($"{Install}; node tests/RoiApp.EndToEnd.Tests/Grpc/calls.js {embedded.App.GrpcAddress} RoiApp.Contracts/Protos samples/05-clinica-san-rafael.es.vtt \"$PWD/samples/clients/javascript/node_modules\"");

    private string AddressOf(string service) => service == "roi.v1.Workflows" ? embedded.App.GrpcAddress : embedded.App.ProcessingAddress;

    private async Task AssertWellAsync(string command)
    {
        var (status, output) = await Shell.RunAsync(command, embedded.App, TestContext.Current.CancellationToken);
        Assert.True(status == 0, output);
    }
}
