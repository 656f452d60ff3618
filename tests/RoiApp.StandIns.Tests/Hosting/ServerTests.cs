using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Postgres;
using Aspire.Hosting.Redis;
using Aspire.Hosting;
using Npgsql;
using StackExchange.Redis;

namespace RoiApp.StandIns.Tests.Hosting;

[Collection(nameof(HostedApplications))]
public sealed class ServerTests : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("apphost-").FullName;
    private readonly string _other = Directory.CreateTempSubdirectory("apphost-").FullName;

    private readonly List<SupervisedProcess> _processes = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task PostgreSQL_and_Redis_keep_their_data_even_when_the_app_host_is_killed()
    {
        await using (var first = AppHostProcess.Start(_data, "--SERVERS=true"))
        {
            var environment = await first.UntilReadyAsync();
            await SqlAsync(environment, "CREATE TABLE memo (text text); INSERT INTO memo VALUES ('kept')");
            await RedisAsync(environment, database => database.StringSetAsync("memo", "kept"));
            first.Kill();
            await first.ExitedAsync();
        }

        // At once: what the killed one started is still on its way out.
        await using var second = AppHostProcess.Start(_data, "--SERVERS=true");
        var again = await second.UntilReadyAsync();

        Assert.Equal("kept", await SqlAsync(again, "SELECT text FROM memo"));
        Assert.Equal("kept", (string?)await RedisAsync(again, database => database.StringGetAsync("memo")));
        Assert.Equal("on", await SqlAsync(again, "SHOW fsync"));
        Assert.Equal("127.0.0.1", await SqlAsync(again, "SHOW listen_addresses"));
        Assert.DoesNotContain(Password(_data, "test-postgres"), second.Console, StringComparison.Ordinal);
        Assert.DoesNotContain(Password(_data, "test-cache"), second.Console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_app_hosts_with_folders_of_their_own_run_side_by_side()
    {
        await using var one = AppHostProcess.Start(_data, "--SERVERS=true");
        await using var two = AppHostProcess.Start(_other, "--SERVERS=true");

        var first = await one.UntilReadyAsync();
        var second = await two.UntilReadyAsync();
        await SqlAsync(first, "CREATE TABLE only_here ()");

        Assert.Equal("0", await SqlAsync(second, "SELECT count(*)::text FROM pg_tables WHERE tablename = 'only_here'"));
        one.PressCtrlC();
        Assert.Equal(0, await one.ExitedAsync());
        Assert.Equal("1", await SqlAsync(second, "SELECT '1'"));
    }

    [Fact]
    public async Task A_pid_file_that_names_a_stranger_does_not_prevent_a_start()
    {
        var pid = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var folder = Path.Combine(_data, "rows");
        await StartPostgresAsync(folder, volume =>
        {
            // As after a power cut and a reboot: the number now belongs to another process of the same user.
            string[] stranger = [.. PostgresAccount.As(volume, "sh", "-c", "echo $$; exec sleep 600")];
            return SupervisedProcess.Start(new ProcessSpec("stranger", stranger) { WorkingDirectory = "/" }, line => pid.TrySetResult(line));
        });
        var number = await pid.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        var data = Path.Combine(folder, "data");
        await File.WriteAllTextAsync(Path.Combine(data, "postmaster.pid"), $"{number}\n{data}\n0\n5432\n\n127.0.0.1\n", TestContext.Current.CancellationToken);

        await StartPostgresAsync(folder, _ => null);
    }

    [Fact]
    public void A_missing_server_is_an_error_that_names_the_package_to_install()
    {
        var postgres = Assert.Throws<DistributedApplicationException>(() => PostgresPrograms.For(_data, []));
        var redis = Assert.Throws<DistributedApplicationException>(() => LocalRedis.Program([_data]));

        Assert.Contains("apt-get install postgresql", postgres.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install redis-server", redis.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_of_another_version_is_not_touched_and_the_error_names_both()
    {
        File.WriteAllText(Path.Combine(_data, "PG_VERSION"), "14\n");

        var refusal = Assert.Throws<DistributedApplicationException>(() => PostgresPrograms.For(_data, [new PostgresPrograms("/nowhere", 17)]));

        Assert.Contains("written by PostgreSQL 14, but 17 is installed: install postgresql-14", refusal.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        Directory.Delete(_data, recursive: true);
        Directory.Delete(_other, recursive: true);
    }

    /// <summary>Starts a server in a folder, waits until it is ready, and ends it.</summary>
    private async Task StartPostgresAsync(string folder, Func<Volume, SupervisedProcess?> then)
    {
        await using var test = new TestApplication();
        var server = test.Builder.AddPostgres("postgres").WithDataBindMount(folder);
        server.OnResourceReady((_, _, _) => test.NoteAsync("postgres ready"));
        await test.App.StartAsync(TestContext.Current.CancellationToken);
        await test.UntilEventAsync("postgres ready");
        if (then(Volume.Of(server.Resource, test.Builder)) is { } process)
        {
            _processes.Add(process);
        }
    }

    private static string Password(string data, string volume) => File.ReadAllText(Path.Combine(data, "volumes", volume, "password"));

    private static async Task<string?> SqlAsync(Dictionary<string, string> environment, string sql)
    {
        await using var connection = new NpgsqlConnection(environment["ConnectionStrings__roidb"] + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<T> RedisAsync<T>(Dictionary<string, string> environment, Func<IDatabase, Task<T>> use)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(environment["ConnectionStrings__cache"]);
        return await use(connection.GetDatabase());
    }
}
