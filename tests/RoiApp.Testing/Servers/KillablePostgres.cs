using System.ComponentModel;
using Npgsql;

namespace RoiApp.Testing.Servers;

/// <summary>A PostgreSQL server that keeps what was committed when it is killed, and comes back on the same port with the same data.</summary>
public sealed class KillablePostgres : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(60);

    private readonly string _data = Path.Combine(Path.GetTempPath(), $"roiapp-postgres-{Guid.NewGuid():N}");
    private ServerProcess? _process;

    private KillablePostgres(int port) => Port = port;

    public int Port { get; }

    /// <summary>How to connect to the server's own database, <c>postgres</c>.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Username = "postgres", Database = "postgres" }.ConnectionString;

    public static async Task<KillablePostgres> StartAsync(CancellationToken ct)
    {
        var server = new KillablePostgres(FreePort.Next());
        await server.RestartAsync(ct);
        return server;
    }

    /// <summary>Ends the server and all its sessions at once, as a crash of it would.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        if (_process is null)
        {
            return;
        }
        // The first one first: it would start anew for a session that ended so.
        int[] family = [_process.Id, .. ProcessTree.Below(_process.Id).Select(session => session.Id)];
        foreach (var id in family)
        {
            try
            {
                PosixSignal.Kill.SendTo(id);
            }
            catch (Win32Exception)
            {
                // A session that has just ended by itself.
            }
        }
        await _process.WaitForExitAsync(ct);
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Starts it again; it recovers first.</summary>
    public async Task RestartAsync(CancellationToken ct) => _process ??= await ServerProcess.StartAsync(
        "PostgreSQL", PostgresBinaries.Find().CommandFor(_data, Port, survivesKill: true), "database system is ready to accept connections", "QUIT", scratch: null, s_startLimit, ct);

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
        if (Directory.Exists(_data))
        {
            Directory.Delete(_data, recursive: true);
        }
    }
}
