using System.Diagnostics;
using System.Globalization;
using RoiApp.Testing.Servers;
using Xunit;

namespace RoiApp.StandIns.Tests.Defaults.Servers;

public sealed class ServerProcessTests
{
    private const string WhereToWriteTheId = "ROI_SERVER_PROCESS_ID_FILE";

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_ends_at_once_is_an_error_with_its_last_words()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync("echo 'no such data' >&2; exit 3", TimeSpan.FromSeconds(30)));
        Assert.Contains("status 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("no such data", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_never_gets_ready_is_stopped_and_an_error()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync("echo warming up; exec sleep 600", TimeSpan.FromSeconds(1)));
        Assert.Contains("not ready after 1 s", error.Message, StringComparison.Ordinal);
        Assert.Contains("warming up", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disposed_server_has_ended_even_if_it_was_halted()
    {
        var server = await StartAsync("echo ready; exec sleep 600", TimeSpan.FromSeconds(30));
        server.Send(PosixSignal.Stop);
        await server.DisposeAsync();
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(server.Id));
    }

    [Fact]
    public async Task No_server_outlives_a_test_host_that_was_killed()
    {
        var idFile = Path.Combine(Path.GetTempPath(), $"roiapp-server-{Guid.NewGuid():N}");
        // This very assembly is a program that runs tests: one that holds a server, and waits to be killed.
        var start = new ProcessStartInfo("dotnet", [typeof(ServerProcessTests).Assembly.Location, "-explicit", "only", "-method", $"*.{nameof(Hold_a_server)}"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment[WhereToWriteTheId] = idFile;
        using var host = Process.Start(start)!;
        host.BeginOutputReadLine();
        try
        {
            var id = await ReadIdAsync(idFile);
            using var server = Process.GetProcessById(id);
            host.Kill();
            await server.WaitForExitAsync(_ct).WaitAsync(TimeSpan.FromSeconds(20), _ct);
        }
        finally
        {
            host.Kill(entireProcessTree: true);
            File.Delete(idFile);
        }
    }

    [Fact(Explicit = true)]
    public async Task Hold_a_server()
    {
        var idFile = Environment.GetEnvironmentVariable(WhereToWriteTheId);
        Assert.NotNull(idFile); // Runs only for the test above.
        await using var server = await StartAsync("echo ready; exec sleep 600", TimeSpan.FromSeconds(30));
        await File.WriteAllTextAsync($"{idFile}.new", server.Id.ToString(CultureInfo.InvariantCulture), _ct);
        File.Move($"{idFile}.new", idFile);
        await server.WaitForExitAsync(_ct);
    }

    private Task<ServerProcess> StartAsync(string script, TimeSpan timeout) =>
        ServerProcess.StartAsync("The server", ["sh", "-c", script], "ready", "TERM", null, timeout, _ct);

    private async Task<int> ReadIdAsync(string file)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!File.Exists(file))
        {
            await poll.WaitForNextTickAsync(deadline.Token);
        }

        return int.Parse(await File.ReadAllTextAsync(file, _ct), CultureInfo.InvariantCulture);
    }
}
