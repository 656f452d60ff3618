using System.Net;
using System.Net.Sockets;

namespace RoiApp.Testing.Servers;

/// <summary>Finds a TCP port of the loopback that nobody uses just now. Another process may take it first: whoever binds it must be ready to try again.</summary>
public static class FreePort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
