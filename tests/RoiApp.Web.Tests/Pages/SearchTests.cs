using Microsoft.Playwright;
using RoiApp.Web.Tests.Scripted;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace RoiApp.Web.Tests.Pages;

/// <summary>From a word to the moment it was said.</summary>
public sealed class SearchTests(SiteFixture site) : PageTest(site)
{
    [Fact]
    public async Task A_word_typed_anywhere_leads_to_the_moment_it_was_said()
    {
        var workflow = Api.Add(Samples.Workflow("Northwind follow-up", "queued"));
        Samples.Complete(workflow);
        var asked = new List<string>();
        Api.Search = (question, _) =>
        {
            asked.Add(question);
            return new(Samples.Hits(workflow.State), null);
        };
        var page = await OpenAsync("/");
        await Expect(page.GetByTestId("workflow-row")).ToHaveCountAsync(1);

        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search all memos" }).FillAsync("send \"pricing sheet\" & -c#");
        await page.Keyboard.PressAsync("Enter");

        var hits = page.GetByTestId("hits").GetByRole(AriaRole.Listitem);
        await Expect(hits).ToHaveCountAsync(3);
        Assert.Equal(["send \"pricing sheet\" & -c#"], asked);
        await Expect(hits.First).ToContainTextAsync("Said at 0:12");
        Assert.Equal(Samples.Segments[3].Text, (await hits.First.Locator(".text").TextContentAsync())!.Trim());
        Assert.Equal(["send", "pricing"], await hits.First.Locator("mark").AllTextContentsAsync());
        await Expect(hits.Nth(2)).ToContainTextAsync("<b>bold</b>"); // Text, never markup.

        await hits.First.GetByRole(AriaRole.Link).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[data-segment='3']")).ToHaveAttributeAsync("data-found", "");
        await Expect(page.Locator("[data-segment='3']")).ToBeInViewportAsync();
        await Expect(page.GetByTestId("player")).ToHaveJSPropertyAsync("currentTime", 12.9);
    }

    [Fact]
    public async Task Further_hits_come_on_request_and_nothing_found_is_said()
    {
        var workflow = Api.Add(Samples.Workflow("Northwind follow-up", "queued"));
        var hit = Samples.Hits(workflow.State)[0];
        Api.Search = (question, cursor) => question == "nothing" ? new([], null) : cursor is null ? new([hit], "next") : new([hit with { Index = 4 }], null);
        var page = await OpenAsync("/search?q=pricing");

        await page.GetByRole(AriaRole.Button, new() { Name = "Load more" }).ClickAsync();
        await Expect(page.GetByTestId("hits").GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Load more" })).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Words to look for" }).FillAsync("nothing");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("nothing")).ToContainTextAsync("Nothing found");
        Assert.EndsWith("/search?q=nothing", page.Url, StringComparison.Ordinal);
    }
}
