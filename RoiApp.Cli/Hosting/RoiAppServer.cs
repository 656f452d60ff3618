using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using RoiApp.Contracts.V1;
using Spectre.Console;

namespace RoiApp.Cli.Hosting;

/// <summary>The RoiApp that answers this command: one that runs already, or one started for it and stopped with it.</summary>
internal sealed class RoiAppServer : IAsyncDisposable
{
    private const int DefaultHttpPort = 8081;
    private const int DefaultGrpcPort = 8082;
    private static readonly TimeSpan s_probeWithin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_pingWithin = TimeSpan.FromSeconds(10);
    private readonly EmbeddedRoiApp? _embedded;

    private RoiAppServer(GrpcChannel channel, EmbeddedRoiApp? embedded) => (Channel, _embedded) = (channel, embedded);

    public GrpcChannel Channel { get; }

    /// <summary>Where this machine's RoiApp answers REST.</summary>
    public Uri ApiUrl => _embedded?.ApiUrl ?? new Uri($"http://127.0.0.1:{PortFrom("ROI_API_PORT", DefaultHttpPort)}");

    /// <param name="api">HOST:PORT the user named, or null to look on this machine first.</param>
    /// <exception cref="ServerUnavailableException">The named one does not answer, or none could be started.</exception>
    public static async Task<RoiAppServer> FindOrStartAsync(string? api, IAnsiConsole screen, CancellationToken ct)
    {
        if (await ConnectAsync(api ?? $"127.0.0.1:{PortFrom("ROI_API_GRPC_PORT", DefaultGrpcPort)}", ct) is { } running)
        {
            return new RoiAppServer(running, embedded: null);
        }

        if (api is not null)
        {
            throw new ServerUnavailableException($"No RoiApp answers at {api}. Check --api HOST:PORT (the gRPC port that ./roi up prints), or leave it out to start one.");
        }

        screen.MarkupLine("[grey]No RoiApp is running here; starting one for this command.[/]");
        var embedded = await EmbeddedRoiApp.StartAsync(ct);
        return new RoiAppServer(Channelled(new Uri($"http://{embedded.GrpcAddress}")), embedded);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        if (_embedded is not null)
        {
            await _embedded.DisposeAsync();
        }
    }

    private static async Task<GrpcChannel?> ConnectAsync(string address, CancellationToken ct)
    {
        if (!Uri.TryCreate($"http://{address}", UriKind.Absolute, out var uri))
        {
            throw new ServerUnavailableException($"'{address}' is not HOST:PORT.");
        }

        var channel = Channelled(uri);
        try
        {
            await new Workflows.WorkflowsClient(channel).ListAsync(new ListWorkflowsRequest { PageSize = 1 }, deadline: DateTime.UtcNow + s_probeWithin, cancellationToken: ct);
            return channel;
        }
        catch (RpcException) when (!ct.IsCancellationRequested)
        {
            channel.Dispose();
            return null;
        }
    }

    // A watch is silent while nothing happens: pings tell a long silence from a dead connection.
    private static GrpcChannel Channelled(Uri address) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler { ConnectTimeout = s_pingWithin, KeepAlivePingDelay = s_pingWithin, KeepAlivePingTimeout = s_pingWithin, EnableMultipleHttp2Connections = true },
        DisposeHttpClient = true,
    });

    private static int PortFrom(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : otherwise;
}

/// <summary>No RoiApp could be reached or started; the message says what to do.</summary>
internal sealed class ServerUnavailableException(string message) : Exception(message);
