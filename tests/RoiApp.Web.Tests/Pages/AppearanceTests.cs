using Microsoft.Playwright;
using RoiApp.Web.Tests.Scripted;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace RoiApp.Web.Tests.Pages;

/// <summary>Every page, wide and narrow, light and dark: nothing sticks out. Each leaves a picture in artifacts/screens.</summary>
public sealed class AppearanceTests(SiteFixture site) : PageTest(site)
{
    public static TheoryData<int, ColorScheme> Looks => new()
    {
        { 1280, ColorScheme.Light }, { 1280, ColorScheme.Dark }, { 375, ColorScheme.Light }, { 375, ColorScheme.Dark },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task The_start_page_fits(int width, ColorScheme scheme)
    {
        var now = DateTimeOffset.UtcNow;
        var running = Api.Add(Samples.Workflow("Northwind follow-up", "queued", now));
        running.Become("running");
        running.Progress(42, "Transcribing", 95_000, ("transcription", 42));
        Api.Add(Samples.Workflow("Lunch with Dana Reyes about the autumn campaign and everything that came after it", "queued", now.AddMinutes(-2))).Wait(3);
        Samples.Complete(Api.Add(Samples.Workflow("Contoso kick-off", "queued", now.AddMinutes(-50))));
        Api.Add(Samples.Workflow("reunion-garcia", "failed", now.AddHours(-5)) with { Language = "es", Error = new("language-unsupported", "The installed engine reads English only. Configure an OpenAI-compatible endpoint under Transcription:OpenAI, then retry.") });
        Api.Add(Samples.Workflow("Fabrikam notes", "cancelled", now.AddDays(-3)) with { Source = "transcript", FileName = "fabrikam.vtt" });

        var page = await OpenAsync("/", width, scheme);

        await Expect(page.GetByTestId("workflow-row")).ToHaveCountAsync(5);
        await Expect(page.GetByText("42 %")).ToBeVisibleAsync();
        await Expect(page.GetByText("3 before it")).ToBeVisibleAsync();
        await AssertFitsAsync(page, $"start-{width}-{scheme}");
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task The_empty_start_page_fits(int width, ColorScheme scheme)
    {
        var page = await OpenAsync("/", width, scheme);

        await Expect(page.GetByTestId("empty")).ToContainTextAsync("No workflows yet");
        await AssertFitsAsync(page, $"empty-{width}-{scheme}");
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task A_completed_workflow_fits(int width, ColorScheme scheme)
    {
        var workflow = Api.Add(Samples.Workflow("Northwind follow-up", "queued"));
        Samples.Complete(workflow);

        var page = await OpenAsync($"/workflows/{workflow.Id}", width, scheme);

        await Expect(page.GetByTestId("contact")).ToHaveCountAsync(2);
        await AssertFitsAsync(page, $"completed-{width}-{scheme}");
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task A_running_workflow_fits(int width, ColorScheme scheme)
    {
        var workflow = Api.Add(Samples.Workflow("Northwind follow-up", "queued"));
        workflow.Become("running");
        workflow.StartStep("transcription", "pocketsphinx 5prealpha");
        workflow.StartStep("translation", "apertium 3.8.3");
        workflow.Hear(Samples.Segments[0]);
        workflow.Hear(Samples.Segments[1]);
        workflow.Translate(0, Samples.Segments[0].Translation!);
        workflow.Progress(38, "9 of 23 s", 14_000, ("transcription", 41), ("translation", 38));
        workflow.Partial(9500, "this is a prospective client and");

        var page = await OpenAsync($"/workflows/{workflow.Id}", width, scheme);

        await Expect(page.GetByTestId("partial")).ToContainTextAsync("this is a prospective client and");
        await Expect(page.GetByTestId("progress")).ToHaveAttributeAsync("aria-valuenow", "38");
        await AssertFitsAsync(page, $"running-{width}-{scheme}");
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task A_failed_workflow_fits(int width, ColorScheme scheme)
    {
        var workflow = Api.Add(Samples.Workflow("reunion-garcia", "queued") with { Language = "es", TargetLanguage = "en" });
        workflow.Become("running");
        workflow.StartStep("transcription", "pocketsphinx 5prealpha");
        workflow.FailStep("transcription", 800, new("language-unsupported", "The installed engine reads English only, and this recording is Spanish. Configure an OpenAI-compatible endpoint under Transcription:OpenAI, then retry."));

        var page = await OpenAsync($"/workflows/{workflow.Id}", width, scheme);

        await Expect(page.GetByTestId("failure")).ToContainTextAsync("Configure an OpenAI-compatible endpoint");
        await AssertFitsAsync(page, $"failed-{width}-{scheme}");
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task The_settings_fit(int width, ColorScheme scheme)
    {
        var page = await OpenAsync("/settings", width, scheme);

        await Expect(page.GetByTestId("engines")).ToContainTextAsync("pocketsphinx");
        await AssertFitsAsync(page, $"settings-{width}-{scheme}");
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task What_a_search_finds_fits(int width, ColorScheme scheme)
    {
        var workflow = Api.Add(Samples.Workflow("Northwind follow-up", "queued"));
        Api.Search = (_, _) => new(Samples.Hits(workflow.State), "more");

        var page = await OpenAsync("/search?q=send+pricing", width, scheme);

        await Expect(page.GetByTestId("hits").GetByRole(AriaRole.Listitem)).ToHaveCountAsync(3);
        await AssertFitsAsync(page, $"search-{width}-{scheme}");
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task A_field_that_is_being_edited_fits(int width, ColorScheme scheme)
    {
        var workflow = Api.Add(Samples.Workflow("Northwind follow-up", "queued"));
        Samples.Complete(workflow);

        var page = await OpenAsync($"/workflows/{workflow.Id}", width, scheme);

        foreach (var field in new[] { "company of Dana Reyes", "action items of Dana Reyes", "priority of Tom Okafor" })
        {
            await page.GetByRole(AriaRole.Button, new() { Name = $"Edit {field}" }).ClickAsync();
        }

        await Expect(page.GetByTestId("editing")).ToHaveCountAsync(3);
        await AssertFitsAsync(page, $"editing-{width}-{scheme}");
    }

    private static async Task AssertFitsAsync(IPage page, string picture)
    {
        await page.EvaluateAsync("document.fonts.ready");
        await PictureAsync(page, picture);
        var sticksOut = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.Equal(0, sticksOut);
    }
}
