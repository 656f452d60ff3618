using Google.Protobuf;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RoiApp.StandIns.Tests.Rpc;

/// <summary>A side that does not read stops the side that writes; nothing piles up between them.</summary>
public sealed class FlowControlTests
{
    private const int MessageBytes = 16 * 1024;
    private const long OfferedBytes = 1024L * 1024 * 1024;
    private const long WindowBytes = 16L * 1024 * 1024; // More than any window between the two: kernel buffers, HTTP/2, pipes.

    private static readonly ServiceConfig s_retrying = new()
    {
        MethodConfigs =
        {
            new MethodConfig
            {
                Names = { MethodName.Default },
                RetryPolicy = new RetryPolicy
                {
                    MaxAttempts = 2,
                    InitialBackoff = TimeSpan.FromSeconds(1),
                    MaxBackoff = TimeSpan.FromSeconds(1),
                    BackoffMultiplier = 1,
                    RetryableStatusCodes = { StatusCode.Unavailable },
                },
            },
        },
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_that_does_not_read_stops_the_server()
    {
        var flood = new Flood();
        await using var server = await InteropServer.StartAsync(
            options => options.Interceptors.Add<FloodInterceptor>(), builder => builder.Services.AddSingleton(flood));
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var call = new Interop.InteropClient(channel).ServerStream(new Ask(), cancellationToken: Ct);
        await call.ResponseHeadersAsync;

        var stoppedAt = await flood.WaitUntilItStopsAsync(Ct);

        Assert.InRange(stoppedAt, 1, WindowBytes);
        Assert.Equal(2 * WindowBytes, await ReadAsync(call, 2 * WindowBytes)); // And it goes on when the client does.
    }

    /// <summary>With a retry policy messages are kept for a second attempt; that must not become a buffer without a bound.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_does_not_read_stops_the_client(bool retries)
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { ServiceConfig = retries ? s_retrying : null });
        using var call = new Interop.InteropClient(channel).Duplex(cancellationToken: Ct);
        await call.RequestStream.WriteAsync(new Ask { ResponseSizes = { 1 }, PauseMs = 600_000 }, Ct); // The service is busy with the first message.
        var flood = new Flood();

        var writing = flood.WriteAsync(bytes => call.RequestStream.WriteAsync(new Ask { Payload = bytes }, Ct));
        var stoppedAt = await flood.WaitUntilItStopsAsync(Ct);
        call.Dispose();

        Assert.InRange(stoppedAt, 1, WindowBytes);
        await Assert.ThrowsAsync<RpcException>(() => writing);
    }

    private static async Task<long> ReadAsync(AsyncServerStreamingCall<Answer> call, long bytes)
    {
        var read = 0L;
        while (read < bytes && await call.ResponseStream.MoveNext(Ct))
        {
            read += call.ResponseStream.Current.Payload.Length;
        }

        return read;
    }

    /// <summary>Answers a server streaming call with a flood instead of the service.</summary>
    private sealed class FloodInterceptor(Flood flood) : Interceptor
    {
        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
            flood.WriteAsync(bytes => responseStream.WriteAsync((TResponse)(object)new Answer { Payload = bytes }, context.CancellationToken));
    }

    /// <summary>Writes on and on, and knows how far it came.</summary>
    private sealed class Flood
    {
        private static readonly TimeSpan s_stillFor = TimeSpan.FromSeconds(1);
        private static readonly ByteString s_message = ByteString.CopyFrom(new byte[MessageBytes]);

        private long _written;

        public async Task WriteAsync(Func<ByteString, Task> write)
        {
            while (Volatile.Read(ref _written) < OfferedBytes)
            {
                await write(s_message);
                Interlocked.Add(ref _written, MessageBytes);
            }
        }

        /// <summary>Waits until nothing has been written for a while.</summary>
        public async Task<long> WaitUntilItStopsAsync(CancellationToken ct)
        {
            using var timer = new PeriodicTimer(s_stillFor);
            for (var last = -1L; ;)
            {
                await timer.WaitForNextTickAsync(ct);
                var now = Volatile.Read(ref _written);
                if (now == last)
                {
                    TestContext.Current.TestOutputHelper?.WriteLine($"Of {OfferedBytes:N0} bytes on offer {now:N0} were taken; the process holds {Environment.WorkingSet:N0}.");
                    return now;
                }

                last = now;
            }
        }
    }
}
