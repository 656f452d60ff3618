using Grpc.Net.Client;
using RoiApp.Cli.Report;
using RoiApp.Cli.Upload;
using RoiApp.Contracts.V1;
using Xunit;

namespace RoiApp.Cli.Tests.Report;

public sealed class MemoSubmissionTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"memo-{Guid.NewGuid():N}.txt");
    private readonly RecordedProgress _progress = new();

    public MemoSubmissionTests() => File.WriteAllText(_file, new string('x', 300_000));

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_file_is_sent_whole_and_its_result_fetched()
    {
        var server = new ScriptedWorkflows { Script = [[ScriptedWorkflows.Status(1, WorkflowStatus.Completed)]] };
        var result = await RunAsync(server, TestContext.Current.CancellationToken);
        Assert.Equal("completed", result.Status);
        Assert.Equal(await File.ReadAllBytesAsync(_file, TestContext.Current.CancellationToken), server.Uploads.Content);
        Assert.Equal(new Dictionary<string, string> { ["filename"] = Path.GetFileName(_file), ["language"] = "auto", ["targetLanguage"] = "es" }, server.Uploads.Fields);
        Assert.Equal(["POST", "PATCH 0"], server.Uploads.Requests);
    }

    [Fact]
    public async Task A_broken_upload_goes_on_where_the_server_says_until_it_has_the_file()
    {
        var server = new ScriptedWorkflows
        {
            Script = [[ScriptedWorkflows.Status(1, WorkflowStatus.Completed)]],
            Uploads = new() { CutAfter = new([100_000, 0, 150_000]) },
        };
        var result = await RunAsync(server, TestContext.Current.CancellationToken);
        Assert.Equal("completed", result.Status);
        Assert.Equal(await File.ReadAllBytesAsync(_file, TestContext.Current.CancellationToken), server.Uploads.Content);
        Assert.Equal(["POST", "PATCH 0", "HEAD", "PATCH 100000", "HEAD", "PATCH 100000", "HEAD", "PATCH 250000"], server.Uploads.Requests);
        Assert.Equal(3, _progress.Reconnects);
    }

    [Fact]
    public async Task A_server_that_stored_something_else_is_not_believed()
    {
        var server = new ScriptedWorkflows { Uploads = new() { Sha256 = new string('0', 64) } };
        var result = await RunAsync(server, TestContext.Current.CancellationToken);
        Assert.Equal(("failed", "content-differs"), (result.Status, result.Error!.Code));
        Assert.Equal(ScriptedWorkflows.Id, await server.Cancelled.Task.WaitAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_broken_watch_is_taken_up_after_the_last_event_seen()
    {
        var server = new ScriptedWorkflows
        {
            Script = [[ScriptedWorkflows.Status(1, WorkflowStatus.Running), ScriptedWorkflows.Heard(2, "hello")], [ScriptedWorkflows.Status(3, WorkflowStatus.Completed)]],
        };
        var result = await RunAsync(server, TestContext.Current.CancellationToken);
        Assert.Equal("completed", result.Status);
        Assert.Equal([0L, 2L], server.Watches.Select(watch => watch.AfterSeq));
        Assert.Equal([1L, 2L, 3L], _progress.Seen);
        Assert.Equal((1, 1), (_progress.Reconnects, _progress.Returns));
    }

    [Fact]
    public async Task A_server_that_goes_away_after_the_last_event_is_asked_again_for_the_result()
    {
        var server = new ScriptedWorkflows { Script = [[ScriptedWorkflows.Status(1, WorkflowStatus.Completed)]], GetsRefused = 2 };
        var result = await RunAsync(server, TestContext.Current.CancellationToken);
        Assert.Equal("completed", result.Status);
        Assert.Equal((2, 1), (_progress.Reconnects, _progress.Returns));
    }

    [Fact]
    public async Task A_refused_file_says_why_with_the_problems_name()
    {
        var server = new ScriptedWorkflows { Uploads = new() { Refusal = (415, "/problems/unsupported-type", "file: memo.txt is not text.") } };
        var result = await RunAsync(server, TestContext.Current.CancellationToken);
        Assert.Equal("failed", result.Status);
        Assert.Equal(new MemoError("unsupported-type", "file: memo.txt is not text."), result.Error);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        File.Delete(_file);
        var result = await RunAsync(new ScriptedWorkflows(), TestContext.Current.CancellationToken);
        Assert.Equal("unreadable-file", result.Error!.Code);
        Assert.Contains(_file, result.Error.Message, StringComparison.Ordinal);
        Assert.Null(result.WorkflowId);
    }

    [Fact]
    public async Task Giving_up_cancels_the_workflow()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var server = new ScriptedWorkflows { Script = [[ScriptedWorkflows.Status(1, WorkflowStatus.Running)]], HoldsTheWatch = true };
        var run = RunAsync(server, stop.Token);
        await server.Watching.Task.WaitAsync(TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(ScriptedWorkflows.Id, await server.Cancelled.Task.WaitAsync(TestContext.Current.CancellationToken));
    }

    private async Task<MemoResult> RunAsync(ScriptedWorkflows script, CancellationToken ct)
    {
        await using var server = await script.StartAsync(TestContext.Current.CancellationToken);
        using var channel = GrpcChannel.ForAddress(server.Url);
        using var http = new HttpClient();
        var upload = new ResumableUpload(http, new Uri(server.Url), TimeProvider.System);
        return await new MemoSubmission(new Workflows.WorkflowsClient(channel), upload, _file, "auto", "es").RunAsync(_progress, ct);
    }

    private sealed class RecordedProgress : IMemoProgress
    {
        public List<long> Seen { get; } = [];

        public int Reconnects { get; private set; }

        public void Uploading(long sentBytes, long totalBytes) => Assert.InRange(sentBytes, 0, totalBytes);

        public void Happened(WorkflowEvent e) => Seen.Add(e.Seq);

        public int Returns { get; private set; }

        public void Reconnecting() => Reconnects++;

        public void Reconnected() => Returns++;

        public void Finished(Workflow workflow) => Assert.Equal(ScriptedWorkflows.Id, workflow.Id);

        public void Failed(string message) => Assert.NotEmpty(message);
    }
}
