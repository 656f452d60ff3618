using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>Where telemetry goes: the address of the dashboard in the launch settings, if a dashboard is there.</summary>
/// <param name="Endpoint">An OTLP address.</param>
/// <param name="Protocol"><c>grpc</c> or <c>http/protobuf</c>.</param>
internal sealed record OtlpReceiver(string Endpoint, string Protocol)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The package starts a dashboard behind that address; the stand-in does not, so it is used only when something listens
    /// there. <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, when the developer set it, is inherited by all projects and needs no help.
    /// </summary>
    public static async Task<OtlpReceiver?> FindAsync(IConfiguration configuration, CancellationToken ct)
    {
        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 } chosen)
        {
            return new OtlpReceiver(chosen, configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] ?? "grpc");
        }

        foreach (var (setting, protocol) in ((string, string)[])[("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "grpc"), ("ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", "http/protobuf")])
        {
            if (Uri.TryCreate(configuration[setting], UriKind.Absolute, out var address) && await ListensAsync(address, ct))
            {
                return new OtlpReceiver(address.ToString().TrimEnd('/'), protocol);
            }
        }

        return null;
    }

    private static async Task<bool> ListensAsync(Uri address, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(s_patience);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port, limit.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
