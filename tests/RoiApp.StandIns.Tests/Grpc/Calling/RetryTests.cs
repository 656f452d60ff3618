using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace RoiApp.StandIns.Tests.Rpc;

public sealed class RetryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_tried_again_until_it_goes_well_and_says_how_often_it_was()
    {
        await using var server = await FailingServer.StartAsync(failures: 2, StatusCode.Unavailable);
        using var channel = Channel(server.Address);

        var answer = await new Interop.InteropClient(channel).UnaryAsync(new Ask { Describe = true }, cancellationToken: Ct);

        Assert.Contains(";attempts=2;", answer.Description, StringComparison.Ordinal);
        Assert.Equal(3, server.Attempts);
    }

    [Fact]
    public async Task No_more_attempts_are_made_than_the_policy_has()
    {
        await using var server = await FailingServer.StartAsync(failures: 100, StatusCode.Unavailable);
        using var channel = Channel(server.Address);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await new Interop.InteropClient(channel).EmptyAsync(new Nothing(), cancellationToken: Ct));

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Equal(4, server.Attempts);
    }

    [Fact]
    public async Task A_status_that_is_not_in_the_policy_is_final()
    {
        await using var server = await FailingServer.StartAsync(failures: 1, StatusCode.InvalidArgument);
        using var channel = Channel(server.Address);

        await Assert.ThrowsAsync<RpcException>(async () => await new Interop.InteropClient(channel).EmptyAsync(new Nothing(), cancellationToken: Ct));

        Assert.Equal(1, server.Attempts);
    }

    [Fact]
    public async Task A_server_can_forbid_the_retry()
    {
        await using var server = await FailingServer.StartAsync(failures: 1, StatusCode.Unavailable, pushback: "-1");
        using var channel = Channel(server.Address);

        await Assert.ThrowsAsync<RpcException>(async () => await new Interop.InteropClient(channel).EmptyAsync(new Nothing(), cancellationToken: Ct));

        Assert.Equal(1, server.Attempts);
    }

    [Fact]
    public async Task A_request_stream_is_sent_again_from_its_first_message()
    {
        await using var server = await FailingServer.StartAsync(failures: 2, StatusCode.Unavailable);
        using var channel = Channel(server.Address);
        using var call = new Interop.InteropClient(channel).ClientStream(cancellationToken: Ct);

        for (var i = 1; i <= 5; i++)
        {
            await call.RequestStream.WriteAsync(new Ask { Payload = ByteString.CopyFrom(new byte[i * 1000]) }, Ct);
        }

        await call.RequestStream.CompleteAsync();

        Assert.Equal((15_000, 5), ((await call).Bytes, (await call).Messages));
        Assert.Equal(3, server.Attempts);
    }

    [Fact]
    public async Task A_request_stream_too_long_to_keep_is_sent_once()
    {
        await using var server = await FailingServer.StartAsync(failures: 1, StatusCode.Unavailable, failAfterMessages: 3);
        using var channel = Channel(server.Address, options => options.MaxRetryBufferPerCallSize = 2500);
        using var call = new Interop.InteropClient(channel).ClientStream(cancellationToken: Ct);

        await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (true)
            {
                await call.RequestStream.WriteAsync(new Ask { Payload = ByteString.CopyFrom(new byte[1000]) }, Ct);
            }
        });

        Assert.Equal(1, server.Attempts);
    }

    [Fact]
    public async Task Retries_stop_while_most_calls_fail()
    {
        await using var server = await FailingServer.StartAsync(failures: 1000, StatusCode.Unavailable);
        using var channel = Channel(server.Address, options => options.ServiceConfig!.RetryThrottling = new RetryThrottlingPolicy { MaxTokens = 6, TokenRatio = 0.1 });
        var client = new Interop.InteropClient(channel);

        for (var i = 0; i < 5; i++)
        {
            await Assert.ThrowsAsync<RpcException>(async () => await client.EmptyAsync(new Nothing(), cancellationToken: Ct));
        }

        Assert.Equal(3 + 4, server.Attempts); // Three tokens to half, all by the first call; then one attempt per call.
    }

    [Fact]
    public async Task The_deadline_holds_for_all_attempts_together()
    {
        await using var server = await FailingServer.StartAsync(failures: 1000, StatusCode.Unavailable);
        using var channel = Channel(server.Address, options => options.ServiceConfig!.MethodConfigs[0].RetryPolicy!.InitialBackoff = TimeSpan.FromMinutes(5));

        var failure = await Assert.ThrowsAsync<RpcException>(
            async () => await new Interop.InteropClient(channel).EmptyAsync(new Nothing(), deadline: DateTime.UtcNow.AddMilliseconds(300), cancellationToken: Ct));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact]
    public async Task A_policy_with_something_missing_is_refused_by_name()
    {
        var options = new GrpcChannelOptions
        {
            ServiceConfig = new ServiceConfig { MethodConfigs = { new MethodConfig { Names = { MethodName.Default }, RetryPolicy = new RetryPolicy { MaxAttempts = 3 } } } },
        };

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            using var channel = GrpcChannel.ForAddress("http://127.0.0.1:1", options);
            await new Interop.InteropClient(channel).EmptyAsync(new Nothing(), cancellationToken: Ct);
        });

        Assert.Contains("backoff", failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static GrpcChannel Channel(Uri address, Action<GrpcChannelOptions>? configure = null)
    {
        var options = new GrpcChannelOptions
        {
            ServiceConfig = new ServiceConfig
            {
                MethodConfigs =
                {
                    new MethodConfig
                    {
                        Names = { new MethodName { Service = "roi.testing.Interop" } },
                        RetryPolicy = new RetryPolicy
                        {
                            MaxAttempts = 4,
                            InitialBackoff = TimeSpan.FromMilliseconds(5),
                            MaxBackoff = TimeSpan.FromMinutes(10),
                            BackoffMultiplier = 1.5,
                            RetryableStatusCodes = { StatusCode.Unavailable },
                        },
                    },
                },
            },
        };
        configure?.Invoke(options);
        return GrpcChannel.ForAddress(address, options);
    }
}
