using System.Net;
using Aspire.Hosting;
using RoiApp.Testing.Servers;

namespace RoiApp.StandIns.Tests.Hosting;

[Collection(nameof(HostedApplications))]
public sealed class StartingTests
{
    [Fact]
    public async Task A_project_starts_only_once_the_one_it_waits_for_is_healthy()
    {
        await using var test = new TestApplication();
        var healthy = Path.Combine(test.DataFolder, "healthy");
        var back = test.AddService("back").WithEnvironment("HEALTHY_FILE", healthy);
        test.AddService("front").WithReference(back).WaitFor(back);
        await test.App.StartAsync(TestContext.Current.CancellationToken);
        await UntilAnsweredAsync(back.GetEndpoint("http").Url, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(["back starting"], test.Events);

        await File.WriteAllTextAsync(healthy, string.Empty, TestContext.Current.CancellationToken);

        await test.UntilEventAsync("front ready");
        Assert.Equal(["back starting", "back ready", "front starting", "front ready"], test.Events);
        Assert.Matches(@"\[front\] pid \d+", test.Console);
    }

    [Fact]
    public async Task A_project_that_exits_at_the_start_is_reported_with_its_code_and_ends_the_application()
    {
        await using var test = new TestApplication();
        var back = test.AddService("back").WithEnvironment("EXIT_AT_START", "3");
        var front = test.AddService("front").WaitFor(back);
        test.AddService("shop").WaitFor(front);

        await test.App.RunAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(1, Environment.ExitCode);
        Environment.ExitCode = 0; // Was the app host's to set, not this run's.
        Assert.Contains("[back] cannot go on", test.Console, StringComparison.Ordinal);
        Assert.Contains("[apphost] back: exited with code 3, before it was ready.", test.Console, StringComparison.Ordinal);
        Assert.Contains("[apphost] front is not started: it waits for back.", test.Console, StringComparison.Ordinal);
        Assert.Contains("[apphost] shop is not started: it waits for back.", test.Console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_that_exits_later_is_reported_and_the_others_go_on()
    {
        await using var test = new TestApplication();
        var back = test.AddService("back");
        var front = test.AddService("front").WaitFor(back);
        await test.App.StartAsync(TestContext.Current.CancellationToken);
        await test.UntilEventAsync("front ready");

        await PostAsync($"{back.GetEndpoint("http").Url}/exit/7");

        await test.UntilConsoleSaysAsync("[apphost] front goes on without back, which it relies on.");
        Assert.Contains("[apphost] back: exited with code 7. It is not restarted.", test.Console, StringComparison.Ordinal);
        await UntilAnsweredAsync(front.GetEndpoint("http").Url, HttpStatusCode.OK);
        Assert.Equal(1, test.Events.Count(name => name == "back starting"));
    }

    [Fact]
    public async Task A_project_that_never_turns_healthy_is_given_up_with_the_reason_and_the_setting()
    {
        await using var test = new TestApplication("--AppHost:ReadyTimeoutSeconds=2");
        var back = test.AddService("back").WithEnvironment("HEALTHY_FILE", "/nowhere");
        await test.App.StartAsync(TestContext.Current.CancellationToken);

        await test.UntilConsoleSaysAsync("AppHost__ReadyTimeoutSeconds");

        Assert.Contains($"[apphost] back is not ready after 2 s: {back.GetEndpoint("http").Url}/health", test.Console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_the_endpoint_and_the_setting_that_changes_it()
    {
        using var other = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var test = new TestApplication($"--ROI_API_PORT={port}");
        test.AddService("api", port);

        var refusal = await Assert.ThrowsAsync<DistributedApplicationException>(() => test.App.StartAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith($"Port {port}, wanted for the endpoint 'http' of 'api', is in use by another process.", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("choose another port with ROI_API_PORT, such as ROI_API_PORT=", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_port_for_two_endpoints_is_refused()
    {
        await using var test = new TestApplication();
        var port = FreePort.Next();
        test.AddService("api", port);
        test.AddService("web", port);

        var refusal = await Assert.ThrowsAsync<DistributedApplicationException>(() => test.App.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal($"Port {port} is given to several endpoints: 'http' of 'api', 'http' of 'web'. Each needs its own.", refusal.Message);
    }

    [Fact]
    public async Task Projects_that_wait_for_each_other_are_refused()
    {
        await using var test = new TestApplication();
        var api = test.AddService("api");
        var web = test.AddService("web").WaitFor(api);
        api.WaitFor(web);

        var refusal = await Assert.ThrowsAsync<DistributedApplicationException>(() => test.App.StartAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith("api, web wait for each other", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task PostAsync(string url)
    {
        using var http = new HttpClient();
        try
        {
            using var response = await http.PostAsync(url, null, TestContext.Current.CancellationToken);
        }
        catch (HttpRequestException)
        {
            // It exits before it answers.
        }
    }

    private static async Task UntilAnsweredAsync(string url, HttpStatusCode status)
    {
        using var http = new HttpClient();
        Assert.True(await Poll.UntilAsync(() => StatusAsync(http, url).GetAwaiter().GetResult() == status, TimeSpan.FromSeconds(30)), $"{url} did not answer {status}.");
    }

    private static async Task<HttpStatusCode?> StatusAsync(HttpClient http, string url)
    {
        try
        {
            using var response = await http.GetAsync($"{url}/health", TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
