using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using RoiApp.Web.Tests.Scripted;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace RoiApp.Web.Tests.Pages;

public sealed class UploadTests(SiteFixture site) : PageTest(site)
{
    private static readonly FilePayload s_memo = new() { Name = "northwind.wav", MimeType = "audio/wav", Buffer = Samples.Recording };

    // The browser notes refused and missing things by itself.
    protected override bool IsExpected(string complaint) => complaint.Contains("status of 4", StringComparison.Ordinal) || complaint.Contains("status of 502", StringComparison.Ordinal);

    [Fact]
    public async Task A_dropped_file_is_uploaded_followed_live_and_ends_as_a_table_to_download()
    {
        var page = await OpenAsync("/");
        await ReadyAsync(page);

        await DropAsync(page, "northwind.wav");
        await Expect(page.GetByTestId("upload")).ToContainTextAsync("uploaded");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the workflow of northwind.wav" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("northwind");
        await Expect(page.GetByTestId("status")).ToHaveTextAsync("Waiting");

        var workflow = Assert.Single(Api.Workflows);
        workflow.Become("running");
        workflow.StartStep("transcription", "pocketsphinx 5prealpha");
        workflow.Progress(30, "Heard 7 of 23 seconds");
        await Expect(page.GetByTestId("progress")).ToHaveAttributeAsync("aria-valuenow", "30");
        workflow.Partial(0, "I just met with");
        await Expect(page.GetByTestId("partial")).ToContainTextAsync("I just met with");
        workflow.Hear(Samples.Segments[0]);
        await Expect(page.GetByTestId("transcript")).ToContainTextAsync("Dana Reyes from Northwind Traders");
        workflow.Find(Samples.Report(workflow.Id));
        workflow.CompleteStep("transcription", 3240);
        workflow.Become("completed", state => state with { Progress = 100 });

        await Expect(page.GetByTestId("contact")).ToHaveCountAsync(2);
        await Expect(page.GetByTestId("contact").First).ToContainTextAsync("Head of procurement");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("download-csv").ClickAsync());
        Assert.Equal("report.csv", download.SuggestedFilename);
        Assert.StartsWith("Name,Company", await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_fields_beside_the_file_go_with_it()
    {
        var page = await OpenAsync("/");
        await ReadyAsync(page);
        await page.GetByLabel("Language spoken").SelectOptionAsync("es");
        await page.GetByLabel("Priority").SelectOptionAsync("high");

        await page.Locator("#files").SetInputFilesAsync(s_memo);

        await Expect(page.GetByTestId("upload")).ToContainTextAsync("uploaded");
        var state = Assert.Single(Api.Workflows).State;
        Assert.Equal(("es", "high", "northwind.wav"), (state.Language, state.Priority, state.FileName));
        await Expect(page.GetByTestId("workflow-row")).ToContainTextAsync("High priority");
    }

    [Fact]
    public async Task A_slow_upload_shows_its_progress_and_can_be_cancelled_and_tried_again()
    {
        var isFirst = true;
        Api.Receive = async context =>
        {
            if (isFirst && HttpMethods.IsPatch(context.Request.Method))
            {
                isFirst = false;
                await context.Request.Body.ReadExactlyAsync(new byte[6_000_000], context.RequestAborted);
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            return null;
        };
        var page = await OpenAsync("/");
        await ReadyAsync(page);

        await page.Locator("#files").SetInputFilesAsync(new FilePayload { Name = "big.wav", MimeType = "audio/wav", Buffer = new byte[40_000_000] });
        var upload = page.GetByTestId("upload");
        await Expect(upload.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("aria-valuenow", new System.Text.RegularExpressions.Regex("^[1-9]"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel the upload of big.wav" }).ClickAsync();
        await Expect(upload).ToHaveAttributeAsync("data-phase", "cancelled");
        Assert.Empty(Api.Workflows);

        await page.GetByRole(AriaRole.Button, new() { Name = "Try big.wav again" }).ClickAsync();
        await Expect(upload).ToHaveAttributeAsync("data-phase", "done");
        Assert.Single(Api.Workflows);
    }

    [Fact]
    public async Task An_upload_whose_server_goes_away_waits_for_it_and_goes_on_by_itself()
    {
        var content = RandomNumberGenerator.GetBytes(20_000_000);
        var reached = StopAtSecondChunk();
        var page = await OpenAsync("/");
        await ReadyAsync(page);

        await page.Locator("#files").SetInputFilesAsync(new FilePayload { Name = "train.wav", MimeType = "audio/wav", Buffer = content });
        await reached;
        await Api.StopAsync();
        var upload = page.GetByTestId("upload");
        try
        {
            await Expect(upload).ToHaveAttributeAsync("data-phase", "reconnecting");
            await Expect(upload).ToContainTextAsync("waiting for the connection");
            await PictureAsync(page, "upload-waiting-1280");
        }
        finally
        {
            await Api.StartAsync(); // Other tests come after this one.
        }

        await Expect(upload).ToHaveAttributeAsync("data-phase", "done", new() { Timeout = 60_000 });
        Assert.Single(Api.Workflows);
        Assert.Equal(content, Api.Uploads.Content);
        Assert.Equal(["POST", "PATCH 0"], Api.Uploads.Requests.Take(2));
        Assert.Single(Api.Uploads.Requests, "POST");
    }

    [Fact]
    public async Task After_a_reload_the_same_file_goes_on_where_it_was()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("roiapp-reload-").FullName, "train.wav");
        await File.WriteAllBytesAsync(file, RandomNumberGenerator.GetBytes(10_000_000), TestContext.Current.CancellationToken);
        var reached = StopAtSecondChunk();
        var page = await OpenAsync("/");
        await ReadyAsync(page);
        await page.Locator("#files").SetInputFilesAsync(file);
        await reached;
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync(); // The browser asks whether to leave an upload.
        await page.ReloadAsync();
        await ReadyAsync(page);

        await page.Locator("#files").SetInputFilesAsync(file);

        await Expect(page.GetByTestId("upload")).ToHaveAttributeAsync("data-phase", "done", new() { Timeout = 60_000 });
        Assert.Equal(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), Api.Uploads.Content);
        Assert.Equal(["POST", "PATCH 0", "HEAD", "PATCH 8388608"], Api.Uploads.Requests);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    /// <summary>Takes the first chunk, and of the second one some, then nothing more, until another request comes.</summary>
    private Task StopAtSecondChunk()
    {
        var reached = new TaskCompletionSource();
        Api.Receive = async context =>
        {
            if (context.Request.Headers["Upload-Offset"] == "8388608" && !reached.Task.IsCompleted)
            {
                await context.Request.Body.ReadExactlyAsync(new byte[100_000], context.RequestAborted);
                reached.SetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            return null;
        };
        return reached.Task;
    }

    [Fact]
    public async Task What_the_server_refuses_is_said_at_the_file_in_its_own_words()
    {
        Api.Receive = _ => Task.FromResult<IResult?>(Results.Problem("This is text named .wav. Save the recording as audio and choose it again.", statusCode: 415, type: "/problems/unsupported-type"));
        var page = await OpenAsync("/");
        await ReadyAsync(page);

        await page.Locator("#files").SetInputFilesAsync(s_memo);

        await Expect(page.GetByTestId("upload-problem")).ToHaveTextAsync("This is text named .wav. Save the recording as audio and choose it again.");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Try northwind.wav again" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task One_bad_file_spoils_none_of_the_others()
    {
        var page = await OpenAsync("/");
        await ReadyAsync(page);

        await page.Locator("#files").SetInputFilesAsync(
        [
            s_memo,
            new() { Name = "empty.wav", MimeType = "audio/wav", Buffer = [] },
            new() { Name = "slides.pdf", MimeType = "application/pdf", Buffer = [1, 2, 3] },
        ]);

        var uploads = page.GetByTestId("upload");
        await Expect(uploads).ToHaveCountAsync(3);
        await Expect(uploads.Filter(new() { HasText = "northwind.wav" })).ToHaveAttributeAsync("data-phase", "done");
        await Expect(uploads.Filter(new() { HasText = "empty.wav" })).ToContainTextAsync("This file is empty.");
        await Expect(uploads.Filter(new() { HasText = "slides.pdf" })).ToContainTextAsync(".pdf files cannot be read. Choose one of .mp3");
        await PictureAsync(page, "uploads-1280");
        Assert.Single(Api.Workflows);
    }

    // The limit is read when the connection stands; files are taken once the browser's script is there, too.
    private static async Task ReadyAsync(IPage page)
    {
        await Expect(page.Locator("#formats")).ToContainTextAsync("500 MB");
        await Expect(page.Locator("#files")).ToBeEnabledAsync();
    }

    private static async Task DropAsync(IPage page, string name)
    {
        await using var data = await page.EvaluateHandleAsync(
            "([name, bytes]) => { const data = new DataTransfer(); data.items.add(new File([new Uint8Array(bytes)], name, { type: 'audio/wav' })); return data; }", new object[] { name, 2000 });
        await page.DispatchEventAsync("[data-testid=drop-zone]", "dragenter", new { dataTransfer = data });
        await Expect(page.GetByTestId("drop-zone")).ToHaveAttributeAsync("data-over", "");
        await page.DispatchEventAsync("[data-testid=drop-zone]", "drop", new { dataTransfer = data });
    }
}
