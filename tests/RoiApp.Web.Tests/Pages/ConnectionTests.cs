using Microsoft.Playwright;
using RoiApp.Web.Tests.Scripted;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace RoiApp.Web.Tests.Pages;

/// <summary>Whatever happens to a page's connection, it says so and is right again by itself.</summary>
public sealed class ConnectionTests(SiteFixture site) : PageTest(site)
{
    private const string Unloaded = "window.isTheSame === true";

    // The browser notes each try to reach a server that is not there.
    protected override bool IsExpected(string complaint) => true;

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(375, ColorScheme.Dark)]
    public async Task A_page_whose_network_is_cut_catches_up_without_being_loaded_again(int width, ColorScheme scheme)
    {
        await using var network = new Network(Site.Address);
        var workflow = Running();
        var page = await OpenAsync($"{network.Address}workflows/{workflow.Id}", width, scheme);
        await ShowsAsync(page, workflow, 0);
        workflow.Progress(38, "9 of 23 s", 14_000, ("transcription", 41), ("translation", 38));
        workflow.Partial(9500, "this is a prospective client and");
        await Expect(page.GetByTestId("partial")).ToContainTextAsync("this is a prospective");
        await page.EvaluateAsync("window.isTheSame = true");

        network.Cut();
        await page.Context.SetOfflineAsync(true);
        await Expect(page.GetByTestId("connection")).ToContainTextAsync("This device is offline.", new() { UseInnerText = true });
        await page.Context.SetOfflineAsync(false); // There is a network, but it does not lead to RoiApp.
        await Expect(page.GetByTestId("connection")).ToContainTextAsync("Connection lost, trying again", new() { Timeout = 30_000, UseInnerText = true });
        await PictureAsync(page, $"connection-lost-{width}-{scheme}", fullPage: false);
        workflow.Hear(Samples.Segments[1]);
        workflow.Translate(0, Samples.Segments[0].Translation!);
        network.Restore();

        await Expect(page.Locator("[data-segment]")).ToHaveCountAsync(2, new() { Timeout = 60_000 });
        await Expect(page.GetByTestId("connection")).ToContainTextAsync("Connected again.", new() { UseInnerText = true });
        await PictureAsync(page, $"connected-again-{width}-{scheme}", fullPage: false);
        Samples.Complete(workflow);
        await Expect(page.GetByTestId("contact")).ToHaveCountAsync(2);
        Assert.True(await page.EvaluateAsync<bool>(Unloaded));
    }

    [Fact]
    public async Task A_connection_that_is_dead_without_a_word_is_noticed()
    {
        await using var network = new Network(Site.Address);
        var workflow = Api.Add(Samples.Workflow("memo", "queued"));
        var page = await OpenAsync(network.Address.ToString());
        await Expect(page.GetByTestId("status")).ToHaveTextAsync("Waiting");
        await page.EvaluateAsync("window.isTheSame = true");

        network.Swallow();
        Samples.Complete(workflow);
        await Expect(page.GetByTestId("connection")).ToContainTextAsync("Connection lost, trying again", new() { Timeout = 60_000, UseInnerText = true });
        network.Restore();

        await Expect(page.GetByTestId("status")).ToHaveTextAsync("Completed", new() { Timeout = 60_000 });
        Assert.True(await page.EvaluateAsync<bool>(Unloaded));
    }

    [Fact]
    public async Task A_tab_that_was_put_to_sleep_shows_what_happened_meanwhile()
    {
        var workflow = Running();
        var page = await OpenAsync($"/workflows/{workflow.Id}");
        await ShowsAsync(page, workflow, 0);
        await page.EvaluateAsync("window.isTheSame = true");
        var browser = await page.Context.NewCDPSessionAsync(page);

        await browser.SendAsync("Page.setWebLifecycleState", new() { ["state"] = "frozen" });
        workflow.Hear(Samples.Segments[1]);
        workflow.Partial(9500, "this is a prospective");
        await browser.SendAsync("Page.setWebLifecycleState", new() { ["state"] = "active" });

        await Expect(page.Locator("[data-segment]")).ToHaveCountAsync(2, new() { Timeout = 60_000 });
        await Expect(page.GetByTestId("partial")).ToContainTextAsync("this is a prospective");
        Assert.True(await page.EvaluateAsync<bool>(Unloaded));
    }

    [Fact]
    public async Task A_site_that_was_started_anew_is_loaded_again_at_the_same_place()
    {
        var now = DateTimeOffset.UtcNow;
        for (var i = 0; i < 20; i++)
        {
            Api.Add(Samples.Workflow($"memo {i}", i % 2 == 0 ? "failed" : "completed", now.AddMinutes(-i)));
        }

        var page = await OpenAsync("/?status=failed");
        await Expect(page.GetByTestId("workflow-row")).ToHaveCountAsync(10);
        await page.EvaluateAsync("window.isTheSame = true; scrollTo(0, 400)");

        await Site.StopSiteAsync();
        await Expect(page.GetByTestId("connection")).ToContainTextAsync("Connection lost, trying again", new() { Timeout = 30_000, UseInnerText = true });
        await Site.StartSiteAsync(Site.Address.Port);

        // The new server does not know the page.
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-returned-to", "400", new() { Timeout = 60_000 });
        await Expect(page.GetByTestId("workflow-row")).ToHaveCountAsync(10);
        Assert.Equal(400, await page.EvaluateAsync<int>("Math.round(scrollY)"));
        Assert.False(await page.EvaluateAsync<bool>(Unloaded));
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Failed" })).ToHaveAttributeAsync("aria-pressed", "true");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancelled" }).ClickAsync();
        await Expect(page.GetByTestId("empty")).ToContainTextAsync("No cancelled workflows");
    }

    [Fact]
    public async Task What_is_being_typed_is_not_thrown_away_by_a_site_that_was_started_anew()
    {
        var workflow = Api.Add(Samples.Workflow("memo", "queued"));
        Samples.Complete(workflow);
        var page = await OpenAsync($"/workflows/{workflow.Id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit company of Dana Reyes" }).ClickAsync();
        await Expect(page.GetByTestId("editing")).ToBeVisibleAsync();
        await page.EvaluateAsync("window.isTheSame = true");

        await Site.StopSiteAsync();
        await Site.StartSiteAsync(Site.Address.Port);

        await page.GetByRole(AriaRole.Button, new() { Name = "Load the page again" }).ClickAsync(new() { Timeout = 60_000 });
        await Expect(page.GetByTestId("contact")).ToHaveCountAsync(2, new() { Timeout = 60_000 });
        Assert.False(await page.EvaluateAsync<bool>(Unloaded));
    }

    private ScriptedWorkflow Running()
    {
        var workflow = Api.Add(Samples.Workflow("Northwind follow-up", "queued"));
        workflow.Become("running");
        workflow.StartStep("transcription", "pocketsphinx 5prealpha");
        workflow.StartStep("translation", "apertium 3.8.3");
        return workflow;
    }

    private static async Task ShowsAsync(IPage page, ScriptedWorkflow workflow, int segment)
    {
        workflow.Hear(Samples.Segments[segment]);
        await Expect(page.GetByTestId("transcript")).ToContainTextAsync(Samples.Segments[segment].Text);
    }
}
