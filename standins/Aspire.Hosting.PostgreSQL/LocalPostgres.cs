using System.Globalization;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Postgres;

/// <summary>Runs a PostgreSQL server on the loopback interface, with its data in a <see cref="Volume"/>.</summary>
internal sealed class LocalPostgres(PostgresServerResource server, IDistributedApplicationBuilder builder) : LocalServer
{
    private static readonly TimeSpan s_initLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_queryLimit = TimeSpan.FromSeconds(30);

    // A killed server leaves its pid behind, and would not start again if that number belonged to another process by now.
    private const string RemoveStalePid =
        """
        file="$1/postmaster.pid"
        if [ -f "$file" ] && [ "$(readlink "/proc/$(head -n 1 "$file")/cwd")" != "$(readlink -f "$1")" ]; then rm -f "$file"; fi
        shift
        exec "$@"
        """;

    private Volume Volume => Volume.Of(server, builder);

    private string Data => Path.Combine(Volume.Folder, "data");

    public override void Locate() => Programs();

    public override async Task<ProcessSpec> PrepareAsync(CancellationToken ct)
    {
        Volume.Create();
        var password = await server.PasswordParameter.GetValueAsync(ct);
        await PostgresAccount.OwnAsync(Volume, ct);
        var programs = Programs();
        if (!File.Exists(Path.Combine(Data, "PG_VERSION")))
        {
            await InitializeAsync(programs, password, ct);
        }

        string[] serve =
        [
            programs.Path("postgres"), "-D", Data, "-p", server.PrimaryEndpoint.Port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "logging_collector=off", "-c", "log_destination=stderr",
        ];
        return new ProcessSpec(server.Name, [.. Volume.Locked(["sh", "-c", RemoveStalePid, "sh", Data, .. PostgresAccount.As(Volume, serve)])])
        {
            WorkingDirectory = "/",
            StopSignal = "INT", // Fast shutdown: does not wait for clients to leave.
            StopTimeout = TimeSpan.FromSeconds(20),
        };
    }

    public override async Task<string?> ProblemAsync(CancellationToken ct)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(server.PrimaryEndpoint.Host, server.PrimaryEndpoint.Port, ct);
        }
        catch (SocketException e)
        {
            return $"the server does not accept connections ({e.Message})";
        }

        var (exitCode, output) = await QueryAsync("SELECT 1", ct);
        return exitCode == 0 ? null : string.Join(' ', output.TakeLast(2)); // For a moment it accepts only to say that it is starting.
    }

    public override async Task CompleteAsync(CancellationToken ct)
    {
        foreach (var database in server.Databases.Values.Distinct(StringComparer.Ordinal))
        {
            var literal = database.Replace("'", "''", StringComparison.Ordinal);
            var identifier = database.Replace("\"", "\"\"", StringComparison.Ordinal);
            var (exitCode, found) = await QueryAsync($"SELECT 1 FROM pg_database WHERE datname = '{literal}'", ct);
            if (exitCode == 0 && found.Count == 0)
            {
                (exitCode, found) = await QueryAsync($"CREATE DATABASE \"{identifier}\"", ct);
            }

            if (exitCode != 0)
            {
                throw new DistributedApplicationException($"the database {database} cannot be created: {string.Join(' ', found)}");
            }
        }
    }

    public override void CleanUp() => Volume.CleanUp();

    public override string? Explain(int exitCode) => Volume.Explain(exitCode);

    private PostgresPrograms Programs() => PostgresPrograms.For(Data, PostgresPrograms.Installed());

    private async Task InitializeAsync(PostgresPrograms programs, string? password, CancellationToken ct)
    {
        // Beside its place first: a folder that was not finished is never taken for a database.
        var half = Data + ".new";
        var passwordFile = Path.Combine(Volume.Folder, "password");
        if (password != Volume.Password())
        {
            throw new DistributedApplicationException(
                $"a password was chosen for {server.Name}, but {passwordFile} holds another: write the chosen one into that file before the first start.");
        }

        string[] command =
        [
            programs.Path("initdb"), "-D", half, "--username", await server.UserNameAsync(ct), "--pwfile", passwordFile,
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8",
        ];
        IEnumerable<string> script = ["sh", "-c", "rm -rf \"$1\"; half=$1 data=$2; shift 2; \"$@\" && mv \"$half\" \"$data\"", "sh", half, Data, .. PostgresAccount.As(Volume, command)];
        var (exitCode, output) = await Tools.RunAsync(new ProcessSpec("initdb", [.. Volume.Locked(script)]) { WorkingDirectory = "/" }, s_initLimit, ct);
        if (exitCode != 0)
        {
            throw new DistributedApplicationException(
                Volume.Explain(exitCode) ?? $"its data folder cannot be initialised in {Volume.Folder} (initdb exited with code {exitCode}): {string.Join(' ', output.TakeLast(5))}");
        }
    }

    private async Task<(int ExitCode, IReadOnlyList<string> Output)> QueryAsync(string sql, CancellationToken ct)
    {
        string[] command =
        [
            Programs().Path("psql"), "--no-psqlrc", "--tuples-only", "--no-align", "--quiet", "-v", "ON_ERROR_STOP=1",
            "-h", server.PrimaryEndpoint.Host, "-p", server.PrimaryEndpoint.Port.ToString(CultureInfo.InvariantCulture),
            "-U", await server.UserNameAsync(ct), "-d", "postgres", "-c", sql,
        ];
        var environment = new Dictionary<string, string?>
        {
            ["PGPASSWORD"] = await server.PasswordParameter.GetValueAsync(ct),
            ["PGCONNECT_TIMEOUT"] = "5",
        };
        return await Tools.RunAsync(new ProcessSpec("psql", command) { WorkingDirectory = "/", Environment = environment }, s_queryLimit, ct);
    }
}
