using Microsoft.Playwright;
using RoiApp.Contracts.Rest;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace RoiApp.Web.Tests.Pages;

/// <summary>What RoiApp says of its own speed.</summary>
public sealed class PerformanceTests(SiteFixture site) : PageTest(site)
{
    public static TheoryData<int, ColorScheme> Looks => AppearanceTests.Looks;

    [Fact]
    public async Task Figures_come_by_themselves_and_stand_still_when_paused()
    {
        Api.Performance = Told(medianMs: 12.34);
        var page = await OpenAsync("/");
        await Expect(page.Locator("#files")).ToBeEnabledAsync(); // The page has come to life, and takes the focus no more.
        await page.GetByRole(AriaRole.Link, new() { Name = "Performance" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        var list = page.GetByRole(AriaRole.Row, new() { Name = "GET /api/workflows" }).First;
        await Expect(list).ToContainTextAsync("12.3 ms");
        await Expect(page.GetByTestId("verdict")).ToHaveTextAsync("1 of 3 that can be judged is missed.");
        Assert.Equal(["Met", "Missed", "Met", "No data"], await page.GetByTestId("targets").Locator(".verdict").AllTextContentsAsync());

        await Expect(page.GetByText("2 failed")).ToHaveCountAsync(1);
        Api.Performance = Told(medianMs: 56.78);
        await Expect(list).ToContainTextAsync("56.8 ms");

        await page.GetByLabel("Over the last").SelectOptionAsync("60");
        await Expect(list).ToContainTextAsync("7,200");

        await page.GetByTestId("pause").ClickAsync();
        await Expect(page.GetByTestId("freshness")).ToHaveTextAsync("Paused");
        await Expect(page.GetByTestId("pause")).ToHaveAttributeAsync("aria-pressed", "true");
        await page.GetByTestId("pause").ClickAsync();
        Api.Performance = Told(medianMs: 91);
        await Expect(list).ToContainTextAsync("91 ms");
    }

    [Fact]
    public async Task A_chart_says_in_words_what_it_draws()
    {
        Api.Performance = Told(medianMs: 12.34);
        var page = await OpenAsync("/performance");
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "http GET /api/workflows: p95 from 20 ms to 58 ms, lately 58 ms" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "queue wait: nothing in the last five minutes that is over" })).ToBeVisibleAsync();
        var line = page.Locator("svg path.tail").First;
        Assert.Equal(2, (await line.GetAttributeAsync("d"))!.Count(c => c == 'M')); // A gap where nothing was measured.
    }

    [Fact]
    public async Task What_cannot_be_read_is_said_and_shown_once_it_can()
    {
        Api.Performance = null;
        var page = await OpenAsync("/performance");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The figures cannot be read right now");
        Api.Performance = Told(medianMs: 12.34);
        await Expect(page.GetByTestId("targets")).ToBeVisibleAsync();
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task It_fits_and_its_words_can_be_read(int width, ColorScheme scheme)
    {
        Api.Performance = Told(medianMs: 12.34);
        var page = await OpenAsync("/performance", width, scheme);
        await Expect(page.GetByTestId("targets")).ToBeVisibleAsync();
        await page.EvaluateAsync("document.fonts.ready");
        await PictureAsync(page, $"performance-{width}-{scheme}");
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }

    private static PerformanceResource Told(double medianMs)
    {
        WindowResource Window(int minutes, double ms, long failed = 0) => new(minutes, minutes * 120, failed, 2, ms * 1.1, ms, ms * 2, ms * 3, ms * 5, ms * 6);
        OperationResource Operation(string family, string what, double ms, params TrendResource[] trend) =>
            new($"{family} {what}", family, [Window(1, ms), Window(5, ms, what.EndsWith("results", StringComparison.Ordinal) ? 2 : 0), Window(60, ms)], trend);
        TrendResource[] trend = [.. Enumerable.Range(0, 20).Select(i => i is 6 or 7 ? new TrendResource(0, null, null) : new TrendResource(30, 8 + (i % 3), 20 + (2 * i)))];
        return new(
            new([]),
            [
                Operation("http", "GET /api/workflows", medianMs, trend), Operation("http", "GET /api/workflows/{id}/results", 3.1, trend), Operation("http", "POST /api/workflows", 48, trend),
                Operation("query", "select workflows", 0.213, trend[..7]), Operation("queue", "wait", 4.2), Operation("step", "transcription", 6450, trend), Operation("events", "sse", 1.4, trend),
            ],
            [
                new("reads", "http GET /api/workflows", 95, 200, 5, 600, medianMs * 3, true), new("reads", "http GET /api/workflows/{id}/results", 95, 2, 5, 600, 9.3, false),
                new("upload", "http POST /api/workflows", 95, 5000, 5, 600, 144, true), new("memo", "queue run", 95, 30_000, 5, 0, null, null),
            ]);
    }
}
