using System.Diagnostics;
using Microsoft.Playwright;
using RoiApp.Chaos;
using RoiApp.Testing;
using RoiApp.Testing.Servers;
using Xunit;

namespace RoiApp.EndToEnd.Tests;

/// <summary>The real services, a browser and the command line at one memo, and the Api killed in the middle of it.</summary>
public sealed class ApiKilledTests
{
    private const int PatienceMs = 300_000;
    private const string Memo = "03-two-people-at-city-hospital.m4a";
    private static readonly string[] s_flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_and_the_command_line_get_over_the_death_of_the_Api_and_end_with_the_report()
    {
        var data = Directory.CreateTempSubdirectory("roiapp-killed-").FullName;
        var (processingPort, http, grpc, webPort) = (FreePort.Next(), FreePort.Next(), FreePort.Next(), FreePort.Next());
        await using var processing = new ServiceProcess("RoiApp.Processing", [.. Listening(0, processingPort)]);
        await using var api = new ServiceProcess("RoiApp.Api", [.. Listening(http, grpc), $"--Storage:Directory={data}", $"--services:processing:grpc:0=http://127.0.0.1:{processingPort}"]);
        await using var web = new ServiceProcess("RoiApp.Web", [$"--Listen:HttpPort={webPort}", $"--Storage:Directory={data}", $"--services:api:http:0=http://127.0.0.1:{http}"]);
        await Task.WhenAll(processing.StartAsync(Ct), api.StartAsync(Ct), web.StartAsync(Ct));
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = s_flags });
        var page = await browser.NewPageAsync(new() { BaseURL = $"http://127.0.0.1:{webPort}", ViewportSize = new() { Width = 1280, Height = 900 } });
        page.SetDefaultTimeout(PatienceMs);
        await page.GotoAsync("/");
        await Assertions.Expect(page.GetByTestId("empty")).ToBeVisibleAsync(new() { Timeout = PatienceMs });

        using var cli = Process.Start(new ProcessStartInfo("dotnet", [BuiltProgram.Cli, "report", "--json", "--api", $"127.0.0.1:{grpc}", SourceTree.Sample(Memo)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (said, result) = (cli.StandardError.ReadToEndAsync(Ct), cli.StandardOutput.ReadToEndAsync(Ct));
        try
        {
            await page.GetByTestId("workflow-row").GetByRole(AriaRole.Link).ClickAsync(); // It shows up by itself.
            await Assertions.Expect(page.Locator("[data-segment]").First).ToBeVisibleAsync(new() { Timeout = PatienceMs });
            await page.EvaluateAsync("window.isTheSame = true");

            await api.KillAsync(Ct);
            await Assertions.Expect(page.GetByTestId("reconnecting")).ToBeVisibleAsync(new() { Timeout = PatienceMs });
            await page.ScreenshotAsync(new() { Path = Path.Combine(SourceTree.Root, "artifacts", "screens", "api-killed-1280.png"), Animations = ScreenshotAnimations.Disabled });
            await api.StartAsync(Ct);

            await Assertions.Expect(page.GetByTestId("contact")).ToHaveCountAsync(2, new() { Timeout = PatienceMs });
            await Assertions.Expect(page.GetByTestId("status")).ToHaveTextAsync("Completed");
            Assert.True(await page.EvaluateAsync<bool>("window.isTheSame === true"));
            await cli.WaitForExitAsync(Ct);
            TestContext.Current.TestOutputHelper?.WriteLine(await said);
            Assert.Equal(0, cli.ExitCode);
            Assert.Contains("\"status\":\"completed\"", await result, StringComparison.Ordinal);
            Assert.Contains("connection lost, trying again", await said, StringComparison.Ordinal);
            Assert.Contains("connected again", await said, StringComparison.Ordinal);
        }
        catch
        {
            var shown = await page.Locator("main").InnerTextAsync();
            cli.Kill(entireProcessTree: true);
            TestContext.Current.TestOutputHelper?.WriteLine($"The page: {shown}\nThe command line: {await said}\nApi: {api.Said}\nWeb: {web.Said}\nProcessing: {processing.Said}");
            throw;
        }
        finally
        {
            if (!cli.HasExited)
            {
                cli.Kill(entireProcessTree: true);
            }
        }
        Directory.Delete(data, recursive: true);
    }

    private static string[] Listening(int http, int grpc) => [ServiceProcess.Setting("Listen:HttpPort", http), ServiceProcess.Setting("Listen:GrpcPort", grpc)];
}
