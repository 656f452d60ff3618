using System.Diagnostics;
using System.Text;
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
    private static readonly string[] s_spoken = ["03-two-people-at-city-hospital.m4a", "01-northgate-dental.wav", "02-river-valley-foods.mp3"];
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
        using var memo = await NewRecording.JoinedAsync("four-people.wav", s_spoken, Ct);
        await using var processing = new ServiceProcess("RoiApp.Processing", [.. Listening(0, processingPort), ServiceProcess.Setting("Transcription:Recognisers", 1)]);
        await using var api = new ServiceProcess("RoiApp.Api", [.. Listening(http, grpc), $"--Storage:Directory={data}", $"--services:processing:grpc:0=http://127.0.0.1:{processingPort}"]);
        await using var web = new ServiceProcess("RoiApp.Web", [$"--Listen:HttpPort={webPort}", $"--Storage:Directory={data}", $"--services:api:http:0=http://127.0.0.1:{http}"]);
        await Task.WhenAll(processing.StartAsync(Ct), api.StartAsync(Ct), web.StartAsync(Ct));
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = s_flags });
        var page = await browser.NewPageAsync(new() { BaseURL = $"http://127.0.0.1:{webPort}", ViewportSize = new() { Width = 1280, Height = 900 } });
        page.SetDefaultTimeout(PatienceMs);
        await page.GotoAsync("/");
        await Assertions.Expect(page.GetByTestId("empty")).ToBeVisibleAsync(new() { Timeout = PatienceMs });

        using var cli = Process.Start(new ProcessStartInfo("dotnet", [BuiltProgram.Cli, "report", "--json", "--api", $"127.0.0.1:{grpc}", memo.Path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var firstWords = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (said, result) = (ReadAsync(cli.StandardError, firstWords), cli.StandardOutput.ReadToEndAsync(Ct));
        try
        {
            await Task.WhenAny(firstWords.Task, said);
            processing.Halt(); // Two memos of the three are still to be heard, and will be however long the browser takes.
            await page.GetByTestId("workflow-row").GetByRole(AriaRole.Link).ClickAsync(); // It shows up by itself.
            await Assertions.Expect(page.Locator("[data-segment]").First).ToBeVisibleAsync(new() { Timeout = PatienceMs });
            await page.EvaluateAsync("window.isTheSame = true");

            await api.KillAsync(Ct);
            processing.GoOn();
            await Assertions.Expect(page.GetByTestId("reconnecting")).ToBeVisibleAsync(new() { Timeout = PatienceMs });
            await page.ScreenshotAsync(new() { Path = Path.Combine(SourceTree.Root, "artifacts", "screens", "api-killed-1280.png"), Animations = ScreenshotAnimations.Disabled });
            await api.StartAsync(Ct);

            await Assertions.Expect(page.GetByTestId("contact")).ToHaveCountAsync(4, new() { Timeout = PatienceMs });
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

    private static async Task<string> ReadAsync(StreamReader said, TaskCompletionSource firstWords)
    {
        var lines = new StringBuilder();
        while (await said.ReadLineAsync(Ct) is { } line)
        {
            lines.AppendLine(line);
            if (line.Contains('“', StringComparison.Ordinal))
            {
                firstWords.TrySetResult();
            }
        }
        return lines.ToString();
    }

    private static string[] Listening(int http, int grpc) => [ServiceProcess.Setting("Listen:HttpPort", http), ServiceProcess.Setting("Listen:GrpcPort", grpc)];
}
