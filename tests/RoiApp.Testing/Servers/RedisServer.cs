using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace RoiApp.Testing.Servers;

/// <summary>
/// A Redis server of the tests' own, in memory, on a free port of the loopback. It can go away and come back on the same port.
/// </summary>
public sealed class RedisServer : IAsyncLifetime
{
    private const int StartAttempts = 3;

    private ServerProcess? _process;

    /// <summary>The port it listens on, the same after a restart.</summary>
    public int Port { get; private set; }

    /// <summary>How to connect: <c>127.0.0.1:PORT</c>.</summary>
    public string ConnectionString => $"127.0.0.1:{Port}";

    private ServerProcess Running => _process ?? throw new InvalidOperationException("Redis is not running: start it first.");

    public async ValueTask InitializeAsync() => await StartAsync(CancellationToken.None);

    /// <summary>Starts the server.</summary>
    /// <exception cref="InvalidOperationException">Redis is not installed, or does not start.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await StartOnAsync(FreePort.Next(), ct);
                return;
            }
            catch (InvalidOperationException) when (attempt < StartAttempts)
            {
                // Most likely somebody else has just taken the port.
            }
        }
    }

    /// <summary>Ends the server at once, as a crash would: connections break, new ones are refused.</summary>
    public async Task KillAsync(CancellationToken ct = default)
    {
        Running.Send(PosixSignal.Kill);
        await Running.WaitForExitAsync(ct);
        await Running.DisposeAsync();
        _process = null;
    }

    /// <summary>Halts the server, as an overloaded machine would: connections stay open and nobody answers.</summary>
    public void Stop() => Running.Send(PosixSignal.Stop);

    /// <summary>Lets a halted server go on.</summary>
    public void Continue() => Running.Send(PosixSignal.Continue);

    /// <summary>Tells the server something, such as <c>CONFIG SET maxmemory 1</c>, and answers what it says to it.</summary>
    public async Task<string> CommandAsync(string command, CancellationToken ct = default)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port, ct);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), ct);
        using var answers = new StreamReader(client.GetStream());
        return await answers.ReadLineAsync(ct) is { } answer && !answer.StartsWith('-') ? answer : throw new InvalidOperationException($"Redis does not take '{command}'.");
    }

    /// <summary>Starts the server on the port it had, empty; one that still runs is killed first.</summary>
    public async Task RestartAsync(CancellationToken ct = default)
    {
        if (_process is not null)
        {
            await KillAsync(ct);
        }

        await StartOnAsync(Port, ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    private async Task StartOnAsync(int port, CancellationToken ct)
    {
        var program = SearchPath.Find("redis-server", "Install Redis (Debian, Ubuntu: apt install redis-server).");
        string[] command =
        [
            program, "--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture),
            "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath(),
        ];
        _process = await ServerProcess.StartAsync("Redis", command, "Ready to accept connections", "TERM", null, TimeSpan.FromSeconds(30), ct);
        Port = port;
    }
}
