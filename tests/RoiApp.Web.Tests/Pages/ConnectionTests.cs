using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace RoiApp.Web.Tests.Pages;

public sealed class ConnectionTests(SiteFixture site) : PageTest(site)
{
    // The browser notes each try to reach a server that is not there.
    protected override bool IsExpected(string complaint) => true;

    [Fact]
    public async Task A_page_that_loses_its_server_says_so_and_comes_back()
    {
        var page = await OpenAsync("/");
        await Expect(page.GetByTestId("empty")).ToBeVisibleAsync();

        await Site.StopSiteAsync();
        await Expect(page.GetByText("The connection to RoiApp was lost.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await PictureAsync(page, "connection-lost-1280");
        await Site.StartSiteAsync(Site.Address.Port);

        // The new server does not know the page.
        await page.GetByRole(AriaRole.Button, new() { Name = "Load the page again" }).ClickAsync(new() { Timeout = 60_000 });
        await Expect(page.GetByText("The connection to RoiApp was lost.")).ToBeHiddenAsync();
        await Expect(page.GetByTestId("empty")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Failed" }).ClickAsync();
        await Expect(page.GetByTestId("empty")).ToContainTextAsync("No failed workflows");
    }
}
