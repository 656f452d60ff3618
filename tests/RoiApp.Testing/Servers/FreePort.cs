using System.Net;
using System.Net.Sockets;

namespace RoiApp.Testing.Servers;

/// <summary>Finds a TCP port of the loopback that nobody uses just now. Another process may take it first: whoever binds it must be ready to try again.</summary>
public static class FreePort
{
    // Below the range from which outgoing connections take theirs (Linux: 32768 and up; macOS, Windows: 49152 and up).
    private const int From = 20_000;
    private const int To = 32_000;

    private static readonly HashSet<int> s_given = [];

    /// <summary>No outgoing connection takes it meanwhile, and nobody else in this process is given it: a server may go away and come back on it.</summary>
    public static int Next()
    {
        lock (s_given)
        {
            while (true)
            {
                var port = Random.Shared.Next(From, To);
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
