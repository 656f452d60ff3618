using Microsoft.Playwright;
using RoiApp.Contracts.Rest;
using RoiApp.Web.Tests.Scripted;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace RoiApp.Web.Tests.Pages;

public sealed class WorkflowPageTests(SiteFixture site) : PageTest(site)
{
    private static readonly ErrorResource s_spanish = new("language-unsupported", "The installed engine reads English only. Set Transcription:OpenAI:Endpoint, then retry.");

    // The recording is asked for while Api is away.
    protected override bool IsExpected(string complaint) => complaint.Contains("status of 502", StringComparison.Ordinal);

    [Fact]
    public async Task A_broken_line_is_said_and_what_was_missed_comes_after()
    {
        var workflow = Running();
        var page = await OpenAsync($"/workflows/{workflow.Id}");
        workflow.Hear(Samples.Segments[0]);
        await Expect(page.GetByTestId("transcript")).ToContainTextAsync("Dana Reyes");

        await Api.StopAsync();
        await Expect(page.GetByTestId("reconnecting")).ToContainTextAsync("The live connection broke");
        await PictureAsync(page, "reconnecting-1280");
        workflow.Hear(Samples.Segments[1]);
        await Api.StartAsync();

        await Expect(page.GetByTestId("reconnecting")).ToHaveCountAsync(0, new() { Timeout = 20_000 });
        await Expect(page.Locator("[data-segment]")).ToHaveCountAsync(2);
        await Expect(page.GetByTestId("transcript")).ToContainTextAsync("moving their ordering");
    }

    [Fact]
    public async Task A_failed_step_says_what_to_do_and_a_retry_goes_on_live()
    {
        var workflow = Running();
        var page = await OpenAsync($"/workflows/{workflow.Id}");
        await Expect(page.Locator("[data-step=transcription]")).ToHaveAttributeAsync("data-status", "running");

        workflow.FailStep("transcription", 800, s_spanish);
        await Expect(page.GetByTestId("failure")).ToContainTextAsync("Transcription could not be done");
        await Expect(page.GetByTestId("failure")).ToContainTextAsync("Set Transcription:OpenAI:Endpoint, then retry.");
        await page.GetByTestId("retry").ClickAsync();
        await Expect(page.GetByTestId("status")).ToHaveTextAsync("Waiting");
        Samples.Complete(workflow);

        await Expect(page.GetByTestId("contact")).ToHaveCountAsync(2);
        await Expect(page.GetByTestId("failure")).ToHaveCountAsync(0);
        Assert.Contains($"retry {workflow.Id}", Api.Changes);
    }

    [Fact]
    public async Task A_page_at_rest_follows_what_others_do_to_its_workflow()
    {
        var workflow = Completed();
        var page = await OpenAsync($"/workflows/{workflow.Id}");
        await Expect(page.GetByTestId("status")).ToHaveTextAsync("Completed");

        workflow.Edit(0, new Dictionary<string, System.Text.Json.JsonElement> { ["company"] = System.Text.Json.JsonSerializer.SerializeToElement("Southwind") });
        workflow.Become("completed");
        await Expect(page.Locator("[data-field=company]").First).ToContainTextAsync("Southwind");
        Api.Delete(workflow.Id);

        await Expect(page.GetByText("There is no such workflow")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_workflow_that_waits_and_runs_says_how_long_it_will_be()
    {
        var workflow = Api.Add(Samples.Workflow("memo", "queued"));
        var page = await OpenAsync($"/workflows/{workflow.Id}");
        workflow.Wait(3);
        await Expect(page.GetByText("Waiting for its turn: 3 before it")).ToBeVisibleAsync();

        workflow.Become("running");
        workflow.StartStep("transcription", "pocketsphinx 5prealpha");
        workflow.Progress(40, "9 of 23 s", 22_000, ("transcription", 44.4));

        await Expect(page.GetByTestId("eta")).ToHaveTextAsync("about 20 s left");
        await Expect(page.Locator("[data-step=transcription]")).ToContainTextAsync("44 % in 0:0");
    }

    [Fact]
    public async Task Cancel_stops_a_running_workflow()
    {
        var workflow = Running();
        var page = await OpenAsync($"/workflows/{workflow.Id}");

        await page.GetByTestId("cancel").ClickAsync();

        await Expect(page.GetByTestId("status")).ToHaveTextAsync("Cancelled");
        await Expect(page.GetByTestId("retry")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Deleting_asks_first_and_leads_back_to_the_list()
    {
        var workflow = Completed();
        var page = await OpenAsync($"/workflows/{workflow.Id}");
        await page.GetByTestId("delete").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Alertdialog);
        await Expect(dialog).ToContainTextAsync("Its recording, transcript and report are deleted for good.");
        await PictureAsync(page, "delete-1280");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Keep it" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        Assert.Empty(Api.Changes);

        await page.GetByTestId("delete").ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();

        await Expect(page.GetByTestId("empty")).ToBeVisibleAsync();
        Assert.Equal([$"DELETE {workflow.Id}"], Api.Changes);
    }

    [Fact]
    public async Task Clicking_a_segment_or_the_words_of_a_field_plays_from_there()
    {
        var workflow = Completed();
        var page = await OpenAsync($"/workflows/{workflow.Id}");
        await Expect(page.GetByTestId("contact")).ToHaveCountAsync(2);
        // At its slowest, so that the time between a click and a look at the position does not matter.
        await page.Locator("audio").EvaluateAsync(
            "(a) => { a.playbackRate = 0.0625; return a.readyState >= 1 || new Promise((done) => a.addEventListener('loadedmetadata', () => done(true), { once: true })); }");

        await page.GetByRole(AriaRole.Button, new() { Name = "Play from 0:09", Exact = true }).ClickAsync();
        Assert.InRange(await PositionAsync(page), 9.4, 12);
        await Expect(page.Locator("[data-segment='2']")).ToHaveAttributeAsync("data-heard", "");

        await page.GetByRole(AriaRole.Button, new() { Name = "Play from 0:14, where “send the pricing sheet by Friday” was said" }).ClickAsync();
        Assert.InRange(await PositionAsync(page), 13.9, 17);
        await Expect(page.Locator("[data-segment='3']")).ToHaveAttributeAsync("data-heard", "");
    }

    [Fact]
    public async Task The_words_heard_and_the_doubtful_fields_are_shown_on_demand()
    {
        var workflow = Completed();
        var page = await OpenAsync($"/workflows/{workflow.Id}");

        await Expect(page.Locator("[data-field=company] .unsure")).ToHaveAttributeAsync("title", "Please check: 42 % sure");
        await page.GetByLabel("Show the words heard").CheckAsync();

        await Expect(page.Locator("[data-field=position] q").First).ToHaveTextAsync("head of procurement");
        await PictureAsync(page, "words-1280");
    }

    [Fact]
    public async Task A_workflow_that_does_not_exist_is_said_so()
    {
        var page = await OpenAsync($"/workflows/{Guid.NewGuid()}");

        await Expect(page.GetByText("There is no such workflow")).ToBeVisibleAsync();
    }

    private ScriptedWorkflow Running()
    {
        var workflow = Api.Add(Samples.Workflow("memo", "queued"));
        workflow.Become("running");
        workflow.StartStep("transcription", "pocketsphinx 5prealpha");
        return workflow;
    }

    private ScriptedWorkflow Completed()
    {
        var workflow = Api.Add(Samples.Workflow("memo", "queued"));
        Samples.Complete(workflow);
        return workflow;
    }

    private static Task<double> PositionAsync(IPage page) => page.EvaluateAsync<double>("document.querySelector('audio').currentTime");
}
