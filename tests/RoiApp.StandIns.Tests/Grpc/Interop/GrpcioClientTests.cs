namespace RoiApp.StandIns.Tests.Rpc;

/// <summary>python3-grpcio as the client of our server.</summary>
public sealed class GrpcioClientTests(GrpcioClientTests.Fixture peer) : IClassFixture<GrpcioClientTests.Fixture>
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
    [InlineData("timeout_of_a_stream")]
    [InlineData("deadline_reaches_the_server")]
    [InlineData("custom_metadata")]
    [InlineData("binary_metadata_of_every_length")]
    [InlineData("custom_metadata_of_a_stream")]
    [InlineData("status_code_and_message")]
    [InlineData("every_status_code")]
    [InlineData("special_status_message")]
    [InlineData("status_after_messages")]
    [InlineData("unimplemented_method")]
    [InlineData("unimplemented_service")]
    [InlineData("client_compressed_unary")]
    [InlineData("client_compressed_deflate")]
    [InlineData("client_compressed_streaming")]
    [InlineData("server_compressed_unary")]
    [InlineData("server_compressed_streaming")]
    [InlineData("request_larger_than_the_server_takes")]
    [InlineData("answer_larger_than_the_client_takes")]
    [InlineData("a_hundred_calls_at_once")]
    [InlineData("keep_alive_pings_are_answered")]
    [InlineData("user_agent_of_another_library")]
    [InlineData("health_check")]
    [InlineData("health_watch")]
    [InlineData("reflection_v1")]
    [InlineData("reflection_v1alpha")]
    public void A_grpcio_client_is_served(string name) => peer.AssertPassed(name);

    public sealed class Fixture : PeerFixture
    {
        private protected override async Task<IReadOnlyDictionary<string, PeerResult>> RunAsync(string target, string compressing, CancellationToken ct)
        {
            var descriptors = await PeerScript.WriteDescriptorsAsync(ct);
            try
            {
                return await PeerScript.RunAsync("/usr/bin/python3", [Path.Combine(PeerScript.Folder, "client.py"), descriptors, target, compressing], ct);
            }
            finally
            {
                File.Delete(descriptors);
            }
        }
    }
}
