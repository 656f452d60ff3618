using Grpc.Core;
using Grpc.Net.Client;
using RoiApp.Cli.Report;
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
        Assert.Equal(300_000, server.ContentBytes);
        Assert.Equal(Path.GetFileName(_file), server.Metadata!.FileName);
        Assert.Equal("es", server.Metadata.TargetLanguage);
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
        Assert.Equal(1, _progress.Reconnects);
    }

    [Fact]
    public async Task A_refused_file_says_why_with_the_problems_name()
    {
        var trailers = new Metadata { { "problem-type", "/problems/unsupported-type" } };
        var server = new ScriptedWorkflows { Refusal = new RpcException(new Status(StatusCode.InvalidArgument, "file: memo.txt is not text."), trailers) };
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
        return await new MemoSubmission(new Workflows.WorkflowsClient(channel), _file, "auto", "es").RunAsync(_progress, ct);
    }

    private sealed class RecordedProgress : IMemoProgress
    {
        public List<long> Seen { get; } = [];

        public int Reconnects { get; private set; }

        public void Uploading(long sentBytes, long totalBytes) => Assert.InRange(sentBytes, 0, totalBytes);

        public void Happened(WorkflowEvent e) => Seen.Add(e.Seq);

        public void Reconnecting() => Reconnects++;

        public void Finished(Workflow workflow) => Assert.Equal(ScriptedWorkflows.Id, workflow.Id);

        public void Failed(string message) => Assert.NotEmpty(message);
    }
}
