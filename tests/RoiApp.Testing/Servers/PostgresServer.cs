using Npgsql;
using Xunit;

namespace RoiApp.Testing.Servers;

/// <summary>
/// A PostgreSQL server of the tests' own, on a free port of the loopback, with its data in a temporary directory. As an assembly fixture
/// (<c>[assembly: AssemblyFixture(typeof(PostgresServer))]</c>) it starts once, in about a second, for all tests.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const int StartAttempts = 3;

    private ServerProcess? _process;
    private int _databases;

    /// <summary>The port it listens on.</summary>
    public int Port { get; private set; }

    /// <summary>How to connect to the server's own database, <c>postgres</c>. Tests use <see cref="CreateDatabaseAsync"/>.</summary>
    public string ConnectionString => ConnectionStringFor("postgres");

    public async ValueTask InitializeAsync() => await StartAsync(CancellationToken.None);

    /// <summary>Starts the server.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed, or does not start.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        var binaries = PostgresBinaries.Find();
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort.Next();
            try
            {
                var data = Path.Combine(Path.GetTempPath(), $"roiapp-postgres-{Guid.NewGuid():N}");
                _process = await ServerProcess.StartAsync(
                    "PostgreSQL", binaries.CommandFor(data, port), "database system is ready to accept connections", "QUIT", data, TimeSpan.FromSeconds(60), ct);
                Port = port;
                return;
            }
            catch (InvalidOperationException) when (attempt < StartAttempts)
            {
                // Most likely somebody else has just taken the port.
            }
        }
    }

    /// <summary>Creates an empty database and answers how to connect to it.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken ct = default)
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(ct);
        await using var create = connection.CreateCommand();
#pragma warning disable CA2100 // The name is made of a number of our own.
        create.CommandText = $"CREATE DATABASE {name}";
#pragma warning restore CA2100
        await create.ExecuteNonQueryAsync(ct);
        return ConnectionStringFor(name);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    private string ConnectionStringFor(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = "postgres",
        Database = database,
        IncludeErrorDetail = true,
    }.ConnectionString;
}
