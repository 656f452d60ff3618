namespace RoiApp.StandIns.Tests.Rpc;

/// <summary>Runs a peer's client once against our server, plain and compressing; each test then looks at one of its cases.</summary>
public abstract class PeerFixture : IAsyncLifetime
{
    private InteropServer? _plain;
    private InteropServer? _compressing;
    private IReadOnlyDictionary<string, PeerResult>? _results;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _plain = await InteropServer.StartAsync();
        _compressing = await InteropServer.StartAsync(options => options.ResponseCompressionAlgorithm = "gzip");
        _results = await RunAsync(_plain.Target, _compressing.Target, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { _plain, _compressing })
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }

        GC.SuppressFinalize(this);
    }

    internal void AssertPassed(string name)
    {
        Assert.True(_results!.TryGetValue(name, out var result), $"The peer did not run '{name}'.");
        Assert.True(result.Ok, result.Detail);
    }

    private protected abstract Task<IReadOnlyDictionary<string, PeerResult>> RunAsync(string target, string compressing, CancellationToken ct);
}
