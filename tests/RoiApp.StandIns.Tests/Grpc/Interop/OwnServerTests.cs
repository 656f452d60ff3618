namespace RoiApp.StandIns.Tests.Rpc;

/// <summary>Our client against our server.</summary>
public sealed class OwnServerTests(OwnServerTests.Fixture server) : InteropCases, IClassFixture<OwnServerTests.Fixture>
{
    private protected override Uri Address => server.Address;

    public sealed class Fixture : IAsyncLifetime
    {
        private InteropServer? _server;

        public Uri Address => _server!.Address;

        public async ValueTask InitializeAsync() => _server = await InteropServer.StartAsync();

        public async ValueTask DisposeAsync()
        {
            if (_server is not null)
            {
                await _server.DisposeAsync();
            }
        }
    }
}

/// <summary>Our client against our server with every answer compressed.</summary>
public sealed class OwnCompressingServerTests(OwnCompressingServerTests.Fixture server) : InteropCases, IClassFixture<OwnCompressingServerTests.Fixture>
{
    private protected override Uri Address => server.Address;

    private protected override bool Compresses => true;

    public sealed class Fixture : IAsyncLifetime
    {
        private InteropServer? _server;

        public Uri Address => _server!.Address;

        public async ValueTask InitializeAsync() => _server = await InteropServer.StartAsync(options => options.ResponseCompressionAlgorithm = "gzip");

        public async ValueTask DisposeAsync()
        {
            if (_server is not null)
            {
                await _server.DisposeAsync();
            }
        }
    }
}
