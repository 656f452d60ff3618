namespace RoiApp.StandIns.Tests.Hosting;

[Collection(nameof(HostedApplications))]
public sealed class EndingTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("apphost-").FullName;

    [Fact]
    public async Task Ctrl_C_ends_dependents_first_and_leaves_no_process_behind()
    {
        await using var host = AppHostProcess.Start(_data);
        await host.UntilReadyAsync();
        Assert.True(ProcessTable.Mentioning(_data).Count >= 6, "The app host, two services, their watchdogs and helpers should run.");

        host.PressCtrlC();

        Assert.Equal(0, await host.ExitedAsync());
        await AssertNothingRunsAsync();
        var front = host.Console.IndexOf("[front]       Application is shutting down", StringComparison.Ordinal);
        var back = host.Console.IndexOf("[back]       Application is shutting down", StringComparison.Ordinal);
        Assert.InRange(front, 0, back);
    }

    [Fact]
    public async Task SIGTERM_while_starting_leaves_no_process_behind()
    {
        await using var host = AppHostProcess.Start(_data);
        Assert.True(await Poll.UntilAsync(() => host.Console.Contains("[back] helper", StringComparison.Ordinal), TimeSpan.FromSeconds(30)), host.Console);

        host.Terminate();

        Assert.Equal(0, await host.ExitedAsync());
        await AssertNothingRunsAsync();
    }

    [Fact]
    public async Task SIGKILL_of_the_app_host_leaves_no_process_behind()
    {
        await using var host = AppHostProcess.Start(_data);
        await host.UntilReadyAsync();

        host.Kill();

        await host.ExitedAsync();
        await AssertNothingRunsAsync();
    }

    [Fact]
    public async Task A_port_in_use_ends_the_app_host_with_plain_words_and_exit_code_1()
    {
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        var port = ((System.Net.IPEndPoint)other.LocalEndpoint).Port;

        await using var host = AppHostProcess.Start(_data, $"--FRONT_PORT={port}");

        Assert.Equal(1, await host.ExitedAsync());
        Assert.True(await Poll.UntilAsync(() => host.Console.Contains("choose another port with FRONT_PORT", StringComparison.Ordinal), TimeSpan.FromSeconds(5)), host.Console);
        Assert.DoesNotContain("   at ", host.Console, StringComparison.Ordinal);
        await AssertNothingRunsAsync();
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private async Task AssertNothingRunsAsync()
    {
        await Poll.UntilAsync(() => ProcessTable.Mentioning(_data).Count == 0, TimeSpan.FromSeconds(15));
        Assert.Empty(ProcessTable.Mentioning(_data));
    }
}
