using Grpc.Core;
using Grpc.Net.ClientFactory;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace RoiApp.StandIns.Tests.Rpc;

public sealed class ClientFactoryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_registered_client_calls_its_address_through_the_handlers_of_its_http_client()
    {
        await using var server = await InteropServer.StartAsync();
        var seen = new List<Uri?>();
        var services = new ServiceCollection();
        services.AddGrpcClient<Interop.InteropClient>(options => options.Address = new Uri("http://resolved-by-a-handler"))
            .AddHttpMessageHandler(() => new Redirecting(server.Address, seen))
            // Over a SocketsHttpHandler the channel looks the name up by itself before any handler is asked.
            .ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler());
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<Interop.InteropClient>().EmptyAsync(new Nothing(), cancellationToken: Ct);
        await provider.GetRequiredService<Interop.InteropClient>().EmptyAsync(new Nothing(), cancellationToken: Ct);

        Assert.Equal(["http://resolved-by-a-handler/roi.testing.Interop/Empty", "http://resolved-by-a-handler/roi.testing.Interop/Empty"], seen.Select(uri => uri!.ToString()));
    }

    [Fact]
    public async Task Named_clients_have_their_own_addresses()
    {
        await using var one = await InteropServer.StartAsync();
        await using var two = await InteropServer.StartAsync();
        var services = new ServiceCollection();
        services.AddGrpcClient<Interop.InteropClient>("one", options => options.Address = one.Address);
        services.AddGrpcClient<Interop.InteropClient>("two", (_, options) => options.Address = two.Address);
        await using var provider = services.BuildServiceProvider();
        var factory = provider.GetRequiredService<GrpcClientFactory>();

        foreach (var (name, server) in new[] { ("one", one), ("two", two) })
        {
            var answer = await factory.CreateClient<Interop.InteropClient>(name).UnaryAsync(new Ask { Describe = true }, cancellationToken: Ct);
            Assert.EndsWith($"port={server.Address.Port}", answer.Description, StringComparison.Ordinal);
        }

        Assert.Throws<InvalidOperationException>(() => factory.CreateClient<Interop.InteropClient>("three"));
    }

    [Fact]
    public async Task Channel_options_interceptors_and_credentials_apply()
    {
        await using var server = await InteropServer.StartAsync();
        var services = new ServiceCollection();
        services.AddGrpcClient<Interop.InteropClient>(options => options.Address = server.Address)
            .ConfigureChannel(options => (options.MaxReceiveMessageSize, options.UnsafeUseInsecureChannelCallCredentials) = (100, true))
            .AddCallCredentials((context, metadata) =>
            {
                metadata.Add("x-echo-initial", context.MethodName);
                return Task.CompletedTask;
            });
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<Interop.InteropClient>();
        using var call = client.EmptyAsync(new Nothing(), cancellationToken: Ct);

        Assert.Equal("Empty", (await call.ResponseHeadersAsync).GetValue("x-echo-initial"));
        Assert.Equal(
            StatusCode.ResourceExhausted,
            (await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryAsync(new Ask { ResponseBytes = 101 }, cancellationToken: Ct))).StatusCode);
    }

    [Fact]
    public void An_extension_for_grpc_clients_refuses_other_http_clients() =>
        Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddHttpClient("plain").ConfigureChannel(_ => { }));

    [Fact]
    public async Task A_call_inside_a_call_ends_with_it_and_at_its_deadline()
    {
        await using var inner = await InteropServer.StartAsync();
        await using var outer = await InteropServer.StartAsync(
            configure: builder => builder.Services.AddGrpcClient<Interop.InteropClient>("inner", options => options.Address = inner.Address).EnableCallContextPropagation(),
            map: app => app.MapGrpcService<ForwardingService>());
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(outer.Address);
        var client = new Nowhere.NowhereClient(channel);

        using var cancel = new CancellationTokenSource();
        var cancelled = client.CallAsync(new Nothing(), new Metadata { { "tag", "cancelled" } }, cancellationToken: cancel.Token);
        await inner.Notes.StartOf("cancelled").WaitAsync(Ct);
        await cancel.CancelAsync();
        await inner.Notes.EndOf("cancelled").WaitAsync(TimeSpan.FromSeconds(1), Ct);
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(async () => await cancelled)).StatusCode);

        var late = client.CallAsync(new Nothing(), new Metadata { { "tag", "late" } }, deadline: DateTime.UtcNow.AddMilliseconds(300), cancellationToken: Ct);
        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(async () => await late)).StatusCode);
        await inner.Notes.EndOf("late").WaitAsync(TimeSpan.FromSeconds(1), Ct);
    }

    private sealed class Redirecting(Uri to, List<Uri?> seen) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            seen.Add(request.RequestUri);
            request.RequestUri = new Uri(to, request.RequestUri!.AbsolutePath);
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class ForwardingService(GrpcClientFactory clients) : Nowhere.NowhereBase
    {
        public override async Task<Nothing> Call(Nothing request, ServerCallContext context)
        {
            await clients.CreateClient<Interop.InteropClient>("inner").SleepAsync(new Ask(), new Metadata { { "tag", context.RequestHeaders.GetValue("tag")! } });
            return new Nothing();
        }
    }
}
