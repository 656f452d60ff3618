using Google.Protobuf;
using Grpc.Core;
using RoiApp.Api.Tests.Hosting;
using Xunit;

namespace RoiApp.Api.Tests.Rpc;

public sealed class WorkflowsContractOnSqliteTests(SqliteApi api) : WorkflowsContractTests(api), IClassFixture<SqliteApi>;

public sealed class WorkflowsContractOnPostgresTests(PostgresApi api) : WorkflowsContractTests(api), IClassFixture<PostgresApi>;

/// <summary>What the comments of <c>workflows.proto</c> promise, call by call.</summary>
public abstract class WorkflowsContractTests(ApiFixture api)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Wire.Workflows.WorkflowsClient Client => api.Api.Grpc;

    [Fact]
    public async Task Rows_that_appear_or_go_between_two_pages_neither_repeat_nor_hide_others()
    {
        var rows = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            rows.Insert(0, await SubmitAsync("x")); // Newest first, as the list has them.
        }
        var first = await Client.ListAsync(new() { PageSize = 2 }, cancellationToken: Ct);
        Assert.Equal(rows[..2], first.Workflows.Select(w => w.Id));
        var later = await SubmitAsync("x");
        await DeleteAsync(rows[0]); // Listed already,
        await DeleteAsync(rows[1]); // the very row that the token names,
        await DeleteAsync(rows[3]); // and one still to come.

        List<string> seen = [.. first.Workflows.Select(w => w.Id)];
        for (var token = first.NextPageToken; token.Length > 0;)
        {
            var page = await Client.ListAsync(new() { PageSize = 2, PageToken = token }, cancellationToken: Ct);
            Assert.InRange(page.Workflows.Count, 1, 2);
            seen.AddRange(page.Workflows.Select(w => w.Id));
            token = page.NextPageToken;
        }
        Assert.Equal(rows.Where(id => id != rows[3]), seen.Where(rows.Contains));
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.DoesNotContain(later, seen);
    }

    [Fact]
    public async Task A_list_of_one_status_holds_that_status_only()
    {
        var done = await SubmitAsync("x");
        await WatchAsync(done, after: 0);
        var completed = await Client.ListAsync(new() { Status = Wire.WorkflowStatus.Completed, PageSize = 100 }, cancellationToken: Ct);
        Assert.Contains(completed.Workflows, w => w.Id == done);
        Assert.All(completed.Workflows, w => Assert.Equal(Wire.WorkflowStatus.Completed, w.Status));
        var failed = await Client.ListAsync(new() { Status = Wire.WorkflowStatus.Failed }, cancellationToken: Ct);
        Assert.Empty(failed.Workflows);
    }

    [Fact]
    public async Task A_watch_that_is_taken_up_again_gives_what_followed_and_nothing_twice()
    {
        var id = await SubmitAsync("uno\ndos");
        var all = await WatchAsync(id, after: 0);
        foreach (var seen in new long[] { 1, all[^1].Seq / 2, all[^1].Seq - 1 })
        {
            Assert.Equal(all.Where(e => e.Seq > seen), await WatchAsync(id, seen));
        }
        Assert.Empty(await WatchAsync(id, all[^1].Seq));
        var ahead = Assert.Single(await WatchAsync(id, all[^1].Seq + 100)); // Of a database that was restored, say.
        Assert.Equal(("snapshot", all[^1].Seq), (ahead.Type, ahead.Seq));
        Assert.Equal(Wire.WorkflowStatus.Completed, ahead.Workflow.Status);
        Assert.Equal(["uno", "dos"], ahead.Workflow.Transcript.Select(s => s.Text));
    }

    [Fact]
    public async Task A_path_in_the_file_name_is_dropped_and_the_name_is_made_of_the_rest()
    {
        var id = await SubmitAsync("x", new() { FileName = @"C:\Users\me/../../etc/Visit to Acme.txt", TargetLanguage = "none" });
        var workflow = await Client.GetAsync(new() { Id = id }, cancellationToken: Ct);
        Assert.Equal(("Visit to Acme.txt", "Visit to Acme"), (workflow.FileName, workflow.Name));
        Assert.Equal(("", "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881", 1), (workflow.TargetLanguage, workflow.ContentSha256, workflow.ContentBytes));
        Assert.Equal(Wire.Priority.Medium, workflow.Priority);
        Assert.Equal([Wire.StepName.Transcription, Wire.StepName.Translation, Wire.StepName.Extraction], workflow.Steps.Select(s => s.Name));
    }

    public static TheoryData<string, Wire.SubmitRequest[], string, string?> Disorder { get; } = new()
    {
        { "nothing at all", [], "/problems/invalid-request", null },
        { "an empty message", [new()], "/problems/invalid-request", null },
        { "content first", [Part("x")], "/problems/invalid-request", null },
        { "metadata twice", [Named("a.txt"), Named("a.txt"), Part("x")], "/problems/invalid-request", null },
        { "an empty message after the metadata", [Named("a.txt"), new()], "/problems/invalid-request", null },
        { "a chunk over 1 MiB", [Named("a.txt"), new() { Content = ByteString.CopyFrom(new byte[1024 * 1024 + 1]) }], "/problems/invalid-request", null },
        { "no content", [Named("a.txt")], "/problems/empty-file", "content" },
        { "content of another kind", [Named("a.wav"), Part("text")], "/problems/content-mismatch", "content" },
        { "an extension that is not taken", [Named("a.docx"), Part("x")], "/problems/unsupported-type", "file_name" },
        { "a path and no name", [Named("a/"), Part("x")], "/problems/invalid-field", "file_name" },
        { "a target language that is none", [Named("a.txt", m => m.TargetLanguage = "auto"), Part("x")], "/problems/invalid-field", "target_language" },
        { "a language that is none", [Named("a.txt", m => m.Language = "??"), Part("x")], "/problems/invalid-field", "language" },
        { "a name too long", [Named("a.txt", m => m.Name = new string('x', 201)), Part("x")], "/problems/invalid-field", "name" },
        { "a priority of another version", [Named("a.txt", m => m.Priority = (Wire.Priority)9), Part("x")], "/problems/invalid-field", "priority" },
    };

    [Theory]
    [MemberData(nameof(Disorder))]
    public async Task A_submission_out_of_order_or_range_is_refused_by_field(string what, Wire.SubmitRequest[] parts, string type, string? field)
    {
        using var call = Client.Submit(cancellationToken: Ct);
        await SendAsync(call.RequestStream, parts);
        AssertRefused(what, await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync), type, field);
    }

    [Fact]
    public async Task Fields_of_the_other_calls_are_checked_by_the_names_of_the_proto()
    {
        var id = await SubmitAsync("x");
        AssertRefused("size", await RefusalAsync(c => c.ListAsync(new() { PageSize = 101 }, cancellationToken: Ct)), "/problems/invalid-field", "page_size");
        AssertRefused("size", await RefusalAsync(c => c.ListAsync(new() { PageSize = -1 }, cancellationToken: Ct)), "/problems/invalid-field", "page_size");
        AssertRefused("token", await RefusalAsync(c => c.ListAsync(new() { PageToken = "made up" }, cancellationToken: Ct)), "/problems/invalid-cursor", "page_token");
        AssertRefused("status", await RefusalAsync(c => c.ListAsync(new() { Status = (Wire.WorkflowStatus)77 }, cancellationToken: Ct)), "/problems/invalid-field", "status");
        AssertRefused("view", await RefusalAsync(c => c.GetAsync(new() { Id = id, View = (Wire.WorkflowView)77 }, cancellationToken: Ct)), "/problems/invalid-field", "view");
        AssertRefused("id", await RefusalAsync(c => c.CancelAsync(new() { Id = "42" }, cancellationToken: Ct)), "/problems/invalid-field", "id");
        using var watch = Client.Watch(new() { Id = id, AfterSeq = -1 }, cancellationToken: Ct);
        AssertRefused("seq", await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(Ct)), "/problems/invalid-field", "after_seq");
    }

    [Fact]
    public async Task A_submission_that_its_client_cancels_leaves_nothing_behind()
    {
        var name = Content.NewName();
        using (var call = Client.Submit(cancellationToken: Ct))
        {
            await SendAsync(call.RequestStream, [Named(name), Part("half of it")], complete: false);
        }
        // The next submission is answered after the cancel has been seen: both are on one connection, and its parts are swept by then or soon.
        await SubmitAsync("x");
        var listed = await Client.ListAsync(new() { PageSize = 100 }, cancellationToken: Ct);
        Assert.DoesNotContain(listed.Workflows, w => w.FileName == name);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (Directory.EnumerateFiles(Path.Combine(api.Directory, "audio", "incoming")).Any())
        {
            await poll.WaitForNextTickAsync(limit.Token);
        }
    }

    private async Task<RpcException> RefusalAsync<T>(Func<Wire.Workflows.WorkflowsClient, AsyncUnaryCall<T>> call) =>
        await Assert.ThrowsAsync<RpcException>(() => call(Client).ResponseAsync);

    private async Task<string> SubmitAsync(string content, Wire.SubmitMetadata? metadata = null)
    {
        using var call = Client.Submit(cancellationToken: Ct);
        await SendAsync(call.RequestStream, [new() { Metadata = metadata ?? new() { FileName = Content.NewName() } }, Part(content)]);
        return (await call).Id;
    }

    private async Task DeleteAsync(string id)
    {
        using var answer = await api.Http.DeleteAsync(new Uri($"/api/workflows/{id}", UriKind.Relative), Ct);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<List<Wire.WorkflowEvent>> WatchAsync(string id, long after)
    {
        using var call = Client.Watch(new() { Id = id, AfterSeq = after }, cancellationToken: Ct);
        return await call.ResponseStream.ReadAllAsync(Ct).Where(e => e.Type is not ("progress" or "partial")).ToListAsync(Ct);
    }

    private static void AssertRefused(string what, RpcException refused, string type, string? field) =>
        Assert.Equal((what, StatusCode.InvalidArgument, type, field), (what, refused.StatusCode, refused.Trailers.GetValue("problem-type"), refused.Trailers.GetValue("problem-field")));

    private static async Task SendAsync(IClientStreamWriter<Wire.SubmitRequest> to, Wire.SubmitRequest[] parts, bool complete = true)
    {
        try
        {
            foreach (var part in parts)
            {
                await to.WriteAsync(part, Ct);
            }
            if (complete)
            {
                await to.CompleteAsync();
            }
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The server has refused it already; the response says why.
        }
    }

    private static Wire.SubmitRequest Part(string content) => new() { Content = ByteString.CopyFromUtf8(content) };

    private static Wire.SubmitRequest Named(string fileName, Action<Wire.SubmitMetadata>? more = null)
    {
        var metadata = new Wire.SubmitMetadata { FileName = fileName };
        more?.Invoke(metadata);
        return new() { Metadata = metadata };
    }
}
