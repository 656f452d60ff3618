using System.Net;
using System.Net.Sockets;

namespace RoiApp.Testing.Servers;

/// <summary>Finds a TCP port of the loopback that nobody uses just now. Another process may take it first: whoever binds it must be ready to try again.</summary>
public static class FreePort
{
    // Below the range from which outgoing connections take theirs (Linux: 32768 and up; macOS, Windows: 49152 and up).
    private const int LastingFrom = 20_000;
    private const int LastingTo = 32_000;

    private static readonly HashSet<int> s_given = [];

    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A port for a server that goes away and comes back: no outgoing connection takes it meanwhile, and nobody else here is given it.</summary>
    public static int NextLasting()
    {
        lock (s_given)
        {
            while (true)
            {
                var port = Random.Shared.Next(LastingFrom, LastingTo);
                if (s_given.Add(port) && IsFree(port))
                {
                    return port;
                }
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
