using RoiApp.Testing;

namespace RoiApp.StandIns.Tests.Rpc;

/// <summary>@grpc/grpc-js as the client of our server.</summary>
public sealed class GrpcJsClientTests(GrpcJsClientTests.Fixture peer) : IClassFixture<GrpcJsClientTests.Fixture>
{
    [Theory]
    [InlineData("empty_unary")]
    [InlineData("large_unary")]
    [InlineData("client_streaming")]
    [InlineData("server_streaming")]
    [InlineData("ping_pong")]
    [InlineData("empty_stream")]
    [InlineData("cancel_after_begin")]
    [InlineData("cancel_after_first_response")]
    [InlineData("timeout_on_sleeping_server")]
    [InlineData("deadline_reaches_the_server")]
    [InlineData("custom_metadata")]
    [InlineData("status_code_and_message")]
    [InlineData("every_status_code")]
    [InlineData("special_status_message")]
    [InlineData("unimplemented_method")]
    [InlineData("unimplemented_service")]
    [InlineData("client_compressed_unary")]
    [InlineData("server_compressed_unary")]
    [InlineData("server_compressed_streaming")]
    [InlineData("request_larger_than_the_server_takes")]
    [InlineData("answer_larger_than_the_client_takes")]
    [InlineData("a_hundred_calls_at_once")]
    [InlineData("keep_alive_pings_are_answered")]
    [InlineData("health_check")]
    public void A_grpc_js_client_is_served(string name) => peer.AssertPassed(name);

    public sealed class Fixture : PeerFixture
    {
        private protected override async Task<IReadOnlyDictionary<string, PeerResult>> RunAsync(string target, string compressing, CancellationToken ct)
        {
            var folder = await NodePackages.InstallAsync(Path.Combine(PeerScript.Folder, "node"), "grpc-js", ct);
            var protos = Path.Combine(AppContext.BaseDirectory, "Grpc", "Protos");
            return await PeerScript.RunAsync("node", [Path.Combine(folder, "client.js"), protos, protos, target, compressing], ct);
        }
    }
}
