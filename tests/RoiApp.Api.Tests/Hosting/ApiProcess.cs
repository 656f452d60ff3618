using RoiApp.Testing.Servers;

namespace RoiApp.Api.Tests.Hosting;

/// <summary>An Api as a process of its own, to be killed.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private ApiProcess(ServerProcess process, int port)
    {
        _process = process;
        Http = new() { BaseAddress = new($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Http { get; }

    public static Task<ApiProcess> StartAsync(ApiFixture api, params string[] more) => StartUnderAsync([], api, more);

    /// <param name="under">A program and its arguments that runs the one whose name follows, such as <c>env A=b</c>.</param>
    public static async Task<ApiProcess> StartUnderAsync(string[] under, ApiFixture api, params string[] more)
    {
        var settings = (await api.SettingsAsync()).Where(s => !s.StartsWith("--Listen:HttpPort", StringComparison.Ordinal) && !s.StartsWith("--Logging", StringComparison.Ordinal));
        return await StartAsync([.. settings, .. more], under);
    }

    /// <summary>Starts one with these settings and a port of its own.</summary>
    public static async Task<ApiProcess> StartAsync(string[] settings, params string[] under)
    {
        var port = FreePort.Next();
        var process = await ServerProcess.StartAsync(
            "the Api",
            [.. under, "dotnet", typeof(Program).Assembly.Location, .. settings, $"--Listen:HttpPort={port}"],
            "Application started", "TERM", scratch: null, TimeSpan.FromSeconds(60), CancellationToken.None);
        return new(process, port);
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Send(PosixSignal.Kill);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
    }
}
