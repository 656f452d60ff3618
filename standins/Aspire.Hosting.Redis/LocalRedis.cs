using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Redis;

/// <summary>Runs a Redis server on the loopback interface, with its append-only file in a <see cref="Volume"/>.</summary>
internal sealed class LocalRedis(RedisResource server, IDistributedApplicationBuilder builder) : LocalServer
{
    private static readonly TimeSpan s_answerLimit = TimeSpan.FromSeconds(5);

    private Volume Volume => Volume.Of(server, builder);

    public override void Locate() => Program();

    public override async Task<ProcessSpec> PrepareAsync(CancellationToken ct)
    {
        Volume.Create();
        var password = await server.PasswordParameter!.GetValueAsync(ct);
        string[] settings =
        [
            "bind 127.0.0.1", $"port {server.PrimaryEndpoint.Port.ToString(CultureInfo.InvariantCulture)}", $"requirepass \"{password}\"",
            "appendonly yes", "daemonize no", "logfile \"\"", "loglevel warning",
        ];
        return new ProcessSpec(server.Name, [.. Volume.Locked(Program(), WritePrivately("redis.conf", settings))])
        {
            WorkingDirectory = Volume.Folder, // Where Redis keeps its files unless told otherwise.
        };
    }

    public override async Task<string?> ProblemAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(s_answerLimit);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(server.PrimaryEndpoint.Host, server.PrimaryEndpoint.Port, limit.Token);
            await using var stream = client.GetStream();
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"AUTH {await server.PasswordParameter!.GetValueAsync(ct)}\r\nPING\r\n"), limit.Token);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var authenticated = await reader.ReadLineAsync(limit.Token);
            var answer = authenticated == "+OK" ? await reader.ReadLineAsync(limit.Token) : authenticated;
            return answer == "+PONG" ? null : $"the server answers {answer}"; // While it reads its file: -LOADING.
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return $"the server does not accept connections ({e.Message})";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"the server takes more than {s_answerLimit.TotalSeconds:0} s to answer";
        }
    }

    public override void CleanUp() => Volume.CleanUp();

    public override string? Explain(int exitCode) => Volume.Explain(exitCode);

    // Holds the password, which a command line would show to every user of the machine.
    private string WritePrivately(string name, IEnumerable<string> lines)
    {
        var file = Path.Combine(Volume.Folder, name);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(new FileStream(file, options));
        foreach (var line in lines)
        {
            writer.WriteLine(line);
        }

        return file;
    }

    /// <param name="folders">Where to look; the PATH and its usual members by default.</param>
    internal static string Program(IReadOnlyList<string>? folders = null) => Find("redis-server", folders) ?? throw new DistributedApplicationException(
        "Redis is not installed. Install the package 'redis-server' (sudo apt-get install redis-server), or start without servers: Storage=Embedded.");
}
