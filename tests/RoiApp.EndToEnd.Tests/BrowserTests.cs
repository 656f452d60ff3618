using System.Globalization;
using Microsoft.Playwright;
using RoiApp.Testing;
using Xunit;

namespace RoiApp.EndToEnd.Tests;

public sealed class BrowserTests(EmbeddedRoiApp embedded)
{
    private const int RecordingMs = 300_000;
    private static readonly string[] s_flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    [Fact]
    public async Task A_dropped_recording_moves_live_to_a_table_and_a_csv()
    {
        using var recording = await NewRecording.OfM4aAsync("03-two-people-at-city-hospital.m4a", TestContext.Current.CancellationToken);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = s_flags });
        var page = await browser.NewPageAsync(new() { BaseURL = embedded.App.Web.ToString(), AcceptDownloads = true });
        page.SetDefaultTimeout(RecordingMs);

        await page.GotoAsync("/");
        await page.Locator("#files:enabled").SetInputFilesAsync(recording.Path);
        await page.GetByTestId("upload").GetByRole(AriaRole.Link).ClickAsync();

        // The bar must be seen between its ends, and a segment before the report: that is what live means.
        var percents = page.EvaluateAsync<double[]>(
            """
            async () => {
              const seen = new Set();
              while (!document.querySelector('[data-testid=download-csv]')) {
                const bar = document.querySelector('[data-testid=progress] [role=progressbar], [data-testid=progress][role=progressbar]');
                if (bar) seen.add(Number(bar.getAttribute('aria-valuenow')));
                await new Promise(resolve => requestAnimationFrame(resolve));
              }
              return [...seen];
            }
            """);
        await Assertions.Expect(page.GetByTestId("transcript").Locator(".segment").First).ToBeVisibleAsync(new() { Timeout = RecordingMs });
        await Assertions.Expect(page.GetByTestId("contact")).ToHaveCountAsync(2, new() { Timeout = RecordingMs });
        await Assertions.Expect(page.GetByTestId("steps").Locator("[data-step=extraction]")).ToHaveAttributeAsync("data-status", "completed");
        Assert.Contains(await percents, percent => percent is > 0 and < 100);

        var names = await page.GetByTestId("contact").Locator("[data-field=name]").AllInnerTextsAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("download-csv").ClickAsync());
        var csv = await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.EndsWith(".csv", download.SuggestedFilename, StringComparison.Ordinal);
        Assert.Equal(3, csv.Count(line => line.Length > 0));
        Assert.All(names, name => Assert.Contains(csv, line => CultureInfo.InvariantCulture.CompareInfo.IndexOf(line, name.Trim().Split('\n')[0]) >= 0));
    }
}
