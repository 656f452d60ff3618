using Microsoft.Playwright;
using RoiApp.Web.Tests.Scripted;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace RoiApp.Web.Tests.Pages;

public sealed class ListTests(SiteFixture site) : PageTest(site)
{
    protected override bool IsExpected(string complaint) => complaint.Contains("status of 404", StringComparison.Ordinal);

    [Theory]
    [InlineData("DropZone")]
    [InlineData("WorkflowList")]
    public async Task A_page_that_is_left_while_its_script_is_on_the_way_does_no_harm_to_the_next(string script)
    {
        Api.Add(Samples.Workflow("memo", "queued"));
        var page = await OpenAsync("/settings");
        var (asked, held) = (new TaskCompletionSource(), new TaskCompletionSource());
        await page.RouteAsync($"**/{script}.*.js", async route =>
        {
            asked.TrySetResult();
            await held.Task;
            await route.ContinueAsync();
        });
        await page.GetByRole(AriaRole.Link, new() { Name = "Workflows", Exact = true }).ClickAsync();
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await page.GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        await Expect(page.GetByTestId("engines")).ToBeVisibleAsync();
        held.SetResult();
        await page.GetByRole(AriaRole.Link, new() { Name = "Workflows", Exact = true }).ClickAsync(); // Here again, its script is attached.
        await Expect(page.GetByLabel("Choose files")).ToBeEnabledAsync();
        await Expect(page.GetByTestId("workflow-row")).ToHaveCountAsync(1);
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Rows_move_by_themselves()
    {
        var workflow = Api.Add(Samples.Workflow("memo", "queued"));
        var page = await OpenAsync("/");
        var row = page.GetByTestId("workflow-row");
        await Expect(row.GetByTestId("status")).ToHaveTextAsync("Waiting");

        workflow.Wait(2);
        await Expect(row.GetByTestId("queue")).ToHaveTextAsync("2 before it");
        workflow.Become("running");
        workflow.Progress(61, "Translating", 95_000);
        await Expect(row.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("aria-valuenow", "61");
        await Expect(row.GetByTestId("eta")).ToContainTextAsync("about 2 min left");
        await Expect(row.GetByTestId("queue")).ToHaveCountAsync(0);
        workflow.Become("completed");
        await Expect(row.GetByTestId("status")).ToHaveTextAsync("Completed");
    }

    [Fact]
    public async Task A_workflow_handed_in_elsewhere_shows_up()
    {
        var page = await OpenAsync("/");
        await Expect(page.GetByTestId("empty")).ToBeVisibleAsync();

        Api.Add(Samples.Workflow("from the command line", "queued"));

        await Expect(page.GetByTestId("workflow-row")).ToContainTextAsync("from the command line");
    }

    [Fact]
    public async Task The_list_says_that_its_line_broke_and_catches_up_with_what_came_and_went()
    {
        var (moved, deleted) = (Api.Add(Samples.Workflow("moved", "queued")), Api.Add(Samples.Workflow("deleted", "queued")));
        var page = await OpenAsync("/");
        await Expect(page.GetByTestId("workflow-row")).ToHaveCountAsync(2);
        Api.Delete(deleted.Id);
        await Expect(page.GetByTestId("workflow-row")).ToHaveCountAsync(1);

        await Api.StopAsync();
        await Expect(page.GetByTestId("reconnecting")).ToContainTextAsync("The live connection broke.");
        Samples.Complete(moved);
        Api.Add(Samples.Workflow("new", "running"));
        await Api.StartAsync();

        await Expect(page.GetByTestId("reconnected")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(page.GetByTestId("workflow-row")).ToHaveCountAsync(2);
        await Expect(page.GetByTestId("status")).ToHaveTextAsync(["Running", "Completed"]);
    }

    [Fact]
    public async Task Filters_and_further_pages_show_what_they_say()
    {
        var now = DateTimeOffset.UtcNow;
        for (var i = 0; i < 25; i++)
        {
            Api.Add(Samples.Workflow($"memo {i}", i % 5 == 0 ? "failed" : "completed", now.AddMinutes(-i)));
        }

        var page = await OpenAsync("/");
        var rows = page.GetByTestId("workflow-row");
        await Expect(rows).ToHaveCountAsync(20);
        await page.GetByRole(AriaRole.Button, new() { Name = "Load more" }).ClickAsync();
        await Expect(rows).ToHaveCountAsync(25);
        await Expect(rows.Last).ToContainTextAsync("memo 24");
        await page.GetByRole(AriaRole.Button, new() { Name = "Failed" }).ClickAsync();
        await Expect(rows).ToHaveCountAsync(5);
    }

    [Fact]
    public async Task The_keyboard_alone_is_enough()
    {
        Samples.Complete(Api.Add(Samples.Workflow("memo", "queued")));
        var page = await OpenAsync("/");
        await Expect(page.GetByTestId("workflow-row")).ToBeVisibleAsync();
        await Expect(page.Locator("#files")).ToBeEnabledAsync();

        var reached = new List<string>();
        await page.Locator(".skip").FocusAsync();
        reached.Add("Skip to content");
        for (var i = 0; i < 25; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            reached.Add(await page.EvaluateAsync<string>("(document.activeElement.getAttribute('aria-label') ?? document.activeElement.id) || document.activeElement.textContent.trim()"));
            var ring = await page.EvaluateAsync<bool>(
                "(() => { const a = document.activeElement; return [a, a.nextElementSibling, a.closest('.row')].some((e) => e && getComputedStyle(e).outlineStyle !== 'none'); })()");
            Assert.True(ring || reached[^1].Length == 0, $"'{reached[^1]}' shows no focus ring.");
            if (reached[^1] == "memo")
            {
                break;
            }
        }

        Assert.Equal(
            ["Skip to content", "RoiApp, all workflows", "search-all", "Workflows", "Search", "Performance", "Settings", "files", "language", "target", "priority", "English", "Español", "All", "Waiting", "Running", "Completed", "Failed", "Cancelled", "memo"],
            reached);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("contact")).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("memo");
    }

    [Fact]
    public async Task An_api_that_is_away_is_said_with_a_way_to_try_again()
    {
        await Api.StopAsync();
        try
        {
            var page = await OpenAsync("/settings");
            await Expect(page.GetByText("RoiApp's service does not answer.")).ToBeVisibleAsync(new() { Timeout = 40_000 });
            await Api.StartAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
            await Expect(page.GetByTestId("engines")).ToContainTextAsync("apertium", new() { Timeout = 40_000 });
        }
        finally
        {
            await Api.EnsureStartedAsync();
        }
    }

    [Fact]
    public async Task An_address_without_a_page_leads_back()
    {
        var page = await OpenAsync("/no/such/page");

        await Expect(page.GetByText("There is no such page")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "See all workflows" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(Site.Address.ToString());
        await Expect(page.GetByTestId("empty")).ToBeVisibleAsync();
    }
}
