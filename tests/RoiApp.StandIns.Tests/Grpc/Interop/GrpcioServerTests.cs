using System.Globalization;
using RoiApp.Testing.Servers;

namespace RoiApp.StandIns.Tests.Rpc;

/// <summary>Our client against python3-grpcio's server.</summary>
public sealed class GrpcioServerTests(GrpcioServer server) : InteropCases, IClassFixture<GrpcioServer>
{
    private protected override Uri Address => server.Address;
}

/// <summary>Our client against python3-grpcio's server with every answer compressed.</summary>
public sealed class GrpcioCompressingServerTests(GrpcioCompressingServer server) : InteropCases, IClassFixture<GrpcioCompressingServer>
{
    private protected override Uri Address => server.Address;

    private protected override bool Compresses => true;
}

public sealed class GrpcioCompressingServer : GrpcioServer
{
    private protected override IReadOnlyList<string> Arguments => ["--gzip"];
}

/// <summary>The same on a port that is known before, so that it can come back to where it was.</summary>
internal sealed class GrpcioServerAt(int port) : GrpcioServer
{
    private protected override IReadOnlyList<string> Arguments => [port.ToString(CultureInfo.InvariantCulture)];
}

/// <summary>python3-grpcio serving the test service, in a process of its own.</summary>
public class GrpcioServer : IAsyncLifetime
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(60);

    private ServerProcess? _process;
    private string? _descriptors;

    public Uri Address { get; private set; } = null!;

    private protected virtual IReadOnlyList<string> Arguments => [];

    public async ValueTask InitializeAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        _descriptors = await PeerScript.WriteDescriptorsAsync(ct);
        _process = await ServerProcess.StartAsync(
            "grpcio's server", ["/usr/bin/python3", Path.Combine(PeerScript.Folder, "server.py"), _descriptors, .. Arguments],
            "listening on ", "TERM", scratch: null, s_startLimit, ct);
        var port = int.Parse(_process.Output().Split("listening on ")[1], CultureInfo.InvariantCulture);
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    /// <summary>Ends the process as a crash would.</summary>
    public async Task KillAsync()
    {
        _process!.Send(PosixSignal.Kill);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        if (_descriptors is not null)
        {
            File.Delete(_descriptors);
        }

        GC.SuppressFinalize(this);
    }
}
