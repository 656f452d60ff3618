using Google.Protobuf;
using Grpc.Core;
using RoiApp.Api.Tests.Hosting;
using Xunit;

namespace RoiApp.Api.Tests.Rpc;

public sealed class WorkflowsServiceOnSqliteTests(SqliteApi api) : WorkflowsServiceTests(api), IClassFixture<SqliteApi>;

public sealed class WorkflowsServiceOnPostgresTests(PostgresApi api) : WorkflowsServiceTests(api), IClassFixture<PostgresApi>;

/// <summary>The interface for programs, by a real gRPC client.</summary>
public abstract class WorkflowsServiceTests(ApiFixture api)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_submitted_memo_is_watched_from_its_snapshot_to_its_end()
    {
        var name = Content.NewName();
        var watched = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Processing.On(name, async script =>
        {
            await watched.Task.WaitAsync(script.Cancelled);
            await Script.WholeAsync(script);
        });
        using var call = api.Api.Grpc.SubmitAndWatch(cancellationToken: Ct);
        await SendAsync(call.RequestStream, new() { FileName = $"../x/{name}", Priority = Wire.Priority.High, Language = "es" }, Content.Text("hola", "adiós"));
        Assert.True(await call.ResponseStream.MoveNext(Ct));
        List<Wire.WorkflowEvent> events = [call.ResponseStream.Current];
        watched.SetResult();
        events.AddRange(await call.ResponseStream.ReadAllAsync(Ct).ToListAsync(Ct));

        Assert.Equal(("snapshot", name, Wire.Priority.High), (events[0].Type, events[0].Workflow.FileName, events[0].Workflow.Priority));
        var kept = events.Where(e => e.Type is not ("progress" or "partial")).Select(e => e.Seq).ToList();
        Assert.Equal(Enumerable.Range(1, kept.Count).Select(i => (long)i), kept);
        Assert.Equal(Wire.WorkflowStatus.Completed, events[^1].Workflow.Status);
        Assert.Equal("hola", events.First(e => e.Type == "segment").Segment.Text);
        Assert.Equal("translated 0", events.First(e => e.Type == "translation").Segment.Translation);
        Assert.Equal("Acme", events.First(e => e.Type == "report").Report.Contacts[0].Company);
        Assert.Equal("tongue", events.Last(e => e.Type == "step.completed" && e.Step == "translation").WorkflowStep.Engine.Name);

        var full = await api.Api.Grpc.GetAsync(new() { Id = events[0].WorkflowId, View = Wire.WorkflowView.Full }, cancellationToken: Ct);
        Assert.Equal(["hola", "adiós"], full.Transcript.Select(s => s.Text));
        Assert.Equal("María López", full.Report.Contacts[0].Evidence.Single(e => e.Field == "name").Quote);
        Assert.Equal("send the offer", full.Report.Contacts[0].ActionItems[0].Evidence.Quote);
        Assert.Equal(("2026-05-08", "Ana"), (full.Report.Contacts[0].ActionItems[0].DueOn, full.Report.Contacts[0].ActionItems[0].Assignee));
        var basic = await api.Api.Grpc.GetAsync(new() { Id = events[0].WorkflowId }, cancellationToken: Ct);
        Assert.Empty(basic.Transcript);
        Assert.Equal(kept[^1], basic.LastSeq);
    }

    [Fact]
    public async Task Lists_page_and_cancel_answers_the_state()
    {
        var name = Content.NewName();
        api.Processing.On(name, async call =>
        {
            await call.ReadAsync();
            await Task.Delay(Timeout.Infinite, call.Cancelled);
        });
        using var submit = api.Api.Grpc.Submit(cancellationToken: Ct);
        await SendAsync(submit.RequestStream, new() { FileName = name, TargetLanguage = "none" }, Content.Text("x"));
        var workflow = await submit.ResponseAsync;
        Assert.Equal("", workflow.TargetLanguage);
        await api.Http.SubmitAsync(Content.Text("y"), Content.NewName());

        var first = await api.Api.Grpc.ListAsync(new() { PageSize = 1 }, cancellationToken: Ct);
        var second = await api.Api.Grpc.ListAsync(new() { PageSize = 1, PageToken = first.NextPageToken }, cancellationToken: Ct);
        Assert.Equal(workflow.Id, Assert.Single(second.Workflows).Id);

        var cancelled = await api.Api.Grpc.CancelAsync(new() { Id = workflow.Id }, cancellationToken: Ct);
        Assert.Equal(Wire.WorkflowStatus.Cancelled, cancelled.Status);
        var again = await Assert.ThrowsAsync<RpcException>(() => api.Api.Grpc.CancelAsync(new() { Id = workflow.Id }, cancellationToken: Ct).ResponseAsync);
        Assert.Equal((StatusCode.FailedPrecondition, "/problems/wrong-state"), (again.StatusCode, again.Trailers.GetValue("problem-type")));
    }

    public static TheoryData<string, string, string, StatusCode, string> Refused { get; } = new()
    {
        { "memo.exe", "x", "", StatusCode.InvalidArgument, "/problems/unsupported-type" },
        { "memo.wav", "a list", "", StatusCode.InvalidArgument, "/problems/content-mismatch" },
        { "memo.txt", "", "", StatusCode.InvalidArgument, "/problems/empty-file" },
        { "memo.txt", "x", "not a language", StatusCode.InvalidArgument, "/problems/invalid-field" },
        { "", "x", "", StatusCode.InvalidArgument, "/problems/invalid-field" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_bad_submission_is_refused_with_a_stable_type(string fileName, string content, string language, StatusCode status, string type)
    {
        using var call = api.Api.Grpc.Submit(cancellationToken: Ct);
        await SendAsync(call.RequestStream, new() { FileName = fileName, Language = language }, Content.Text(content));
        var refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal((status, type), (refused.StatusCode, refused.Trailers.GetValue("problem-type")));
        Assert.False(string.IsNullOrWhiteSpace(refused.Status.Detail));
    }

    [Fact]
    public async Task Too_large_and_out_of_order_are_told_apart()
    {
        using var large = api.Api.Grpc.Submit(cancellationToken: Ct);
        await SendAsync(large.RequestStream, new() { FileName = "a.wav" }, Content.Wav(1_000_001));
        Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => large.ResponseAsync)).StatusCode);
        using var first = api.Api.Grpc.Submit(cancellationToken: Ct);
        await first.RequestStream.WriteAsync(new() { Content = ByteString.CopyFromUtf8("x") }, Ct);
        await first.RequestStream.CompleteAsync();
        Assert.Equal("/problems/invalid-request", (await Assert.ThrowsAsync<RpcException>(() => first.ResponseAsync)).Trailers.GetValue("problem-type"));
    }

    [Fact]
    public async Task Ids_are_checked()
    {
        var bad = await Assert.ThrowsAsync<RpcException>(() => api.Api.Grpc.GetAsync(new() { Id = "42" }, cancellationToken: Ct).ResponseAsync);
        Assert.Equal(StatusCode.InvalidArgument, bad.StatusCode);
        var unknown = await Assert.ThrowsAsync<RpcException>(() => api.Api.Grpc.GetAsync(new() { Id = Guid.CreateVersion7().ToString() }, cancellationToken: Ct).ResponseAsync);
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
        using var watch = api.Api.Grpc.Watch(new() { Id = Guid.CreateVersion7().ToString() }, cancellationToken: Ct);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(Ct))).StatusCode);
    }

    [Fact]
    public async Task A_message_that_unpacks_to_more_than_a_message_may_have_is_refused()
    {
        using var call = api.Api.Grpc.Submit(new() { { "grpc-internal-encoding-request", "gzip" } }, cancellationToken: Ct);

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await call.RequestStream.WriteAsync(new() { Content = ByteString.CopyFrom(new byte[50_000_000]) }, Ct);
            await call;
        });

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    private static async Task SendAsync(IClientStreamWriter<Wire.SubmitRequest> to, Wire.SubmitMetadata metadata, byte[] content)
    {
        try
        {
            await to.WriteAsync(new() { Metadata = metadata }, Ct);
            foreach (var chunk in content.Chunk(100_000))
            {
                await to.WriteAsync(new() { Content = ByteString.CopyFrom(chunk) }, Ct);
            }
            await to.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The server has refused it already; the response says why.
        }
    }
}
