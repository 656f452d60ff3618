using System.Net;
using System.Net.Http.Json;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Data;
using RoiApp.Api.Intake;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Intake;

public sealed class IdempotencyOnSqliteTests(SqliteApi api) : IdempotencyTests(api), IClassFixture<SqliteApi>;

public sealed class IdempotencyOnPostgresTests(PostgresApi api) : IdempotencyTests(api), IClassFixture<PostgresApi>;

/// <summary>One key, one submission (draft-ietf-httpapi-idempotency-key-header).</summary>
public abstract class IdempotencyTests(ApiFixture api)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_second_submit_of_a_key_gets_the_first_answer_to_the_byte()
    {
        var (key, name) = (NewKey(), Content.NewName());
        using var first = await PostAsync(key, name, "hola", ("priority", "high"));
        var body = await first.Content.ReadAsStringAsync(Ct);
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.False(first.Headers.Contains(SubmissionKey.ReplayedHeader));
        await api.Http.WatchAsync((await first.Content.ReadFromJsonAsync<WorkflowResource>(Ct))!.Id); // It has moved on since.

        using var second = await PostAsync($"\"{key}\"", name, "hola", ("priority", "high")); // As the draft writes it: the same key.
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(body, await second.Content.ReadAsStringAsync(Ct));
        Assert.Equal(["true"], second.Headers.GetValues(SubmissionKey.ReplayedHeader));
        Assert.Equal(1, await CountAsync(name));
    }

    [Fact]
    public async Task Ten_at_once_make_one_workflow()
    {
        var (key, name) = (NewKey(), Content.NewName());
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            using var response = await PostAsync(key, name, "hola");
            Assert.True(response.StatusCode == HttpStatusCode.Created, await response.Content.ReadAsStringAsync(Ct));
            return (await response.Content.ReadAsStringAsync(Ct), response.Headers.Contains(SubmissionKey.ReplayedHeader));
        }));
        Assert.Single(answers.Select(a => a.Item1).Distinct());
        Assert.Equal(9, answers.Count(a => a.Item2));
        Assert.Equal(1, await CountAsync(name));
    }

    [Theory]
    [InlineData("adiós", "medium", null)]
    [InlineData("hola", "low", null)]
    [InlineData("hola", "medium", "other.txt")]
    public async Task The_same_key_with_another_request_is_refused(string text, string priority, string? otherName)
    {
        var (key, name) = (NewKey(), Content.NewName());
        using var first = await PostAsync(key, name, "hola", ("priority", "medium"));
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        using var second = await PostAsync(key, otherName ?? name, text, ("priority", priority));
        var problem = await second.ProblemAsync(HttpStatusCode.UnprocessableEntity, "/problems/idempotency-key-reused");
        Assert.Equal("Idempotency-Key", problem.GetProperty("field").GetString());
        Assert.Equal(1, await CountAsync(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("a\u007fb")]
    [InlineData(256)]
    public async Task What_is_no_key_is_refused(object key)
    {
        using var response = await PostAsync(key is int length ? new('k', length) : (string)key, Content.NewName(), "hola");
        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest, "/problems/invalid-field");
        Assert.Equal("Idempotency-Key", problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_refused_submit_leaves_its_key_free()
    {
        var (key, name) = (NewKey(), Content.NewName());
        using var refused = await PostAsync(key, name, "");
        await refused.ProblemAsync(HttpStatusCode.BadRequest, "/problems/empty-file");
        using var accepted = await PostAsync(key, name, "hola");
        Assert.Equal(HttpStatusCode.Created, accepted.StatusCode);
    }

    [Fact]
    public async Task A_batch_is_replayed_as_a_whole_and_finished_where_it_broke_off()
    {
        var key = NewKey();
        string[] names = [Content.NewName(), Content.NewName(".xyz"), Content.NewName()];
        var (first, replayed) = await BatchAsync(key, names);
        Assert.Equal([201, 415, 201], first.Items.Select(i => i.Status));
        Assert.False(replayed);

        await using (var scope = api.Services.CreateAsyncScope())
        {
            // As if the server had died between the first file and the last.
            var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
            await db.IdempotencyKeys.Where(k => k.Key == key && k.Item == 2).ExecuteDeleteAsync(Ct);
        }
        var (second, partly) = await BatchAsync(key, names);
        Assert.False(partly);
        Assert.Equal(first.Items[0].Workflow!.Id, second.Items[0].Workflow!.Id);
        Assert.NotEqual(first.Items[2].Workflow!.Id, second.Items[2].Workflow!.Id);

        var (third, whole) = await BatchAsync(key, names);
        Assert.True(whole);
        Assert.Equal(second.Items.Select(i => i.Workflow?.Id), third.Items.Select(i => i.Workflow?.Id));

        using var other = await api.Http.SendAsync(Request("/api/workflows/batch", key, Form([names[0]])), Ct);
        await other.ProblemAsync(HttpStatusCode.UnprocessableEntity, "/problems/idempotency-key-reused");
    }

    [Fact]
    public async Task Over_grpc_the_key_is_metadata_and_the_replay_a_trailer()
    {
        var (key, name) = (NewKey(), Content.NewName());
        var (first, _) = await SubmitAsync(key, name, "hola");
        var (second, trailers) = await SubmitAsync(key, name, "hola");
        Assert.Equal(first, second);
        Assert.Equal("true", trailers.GetValue("idempotency-replayed"));
        Assert.Equal(1, await CountAsync(name));
        var refused = await Assert.ThrowsAsync<RpcException>(() => SubmitAsync(key, name, "adiós"));
        Assert.Equal((StatusCode.FailedPrecondition, "/problems/idempotency-key-reused"), (refused.StatusCode, refused.Trailers.GetValue("problem-type")));
    }

    [Fact]
    public async Task Keys_are_forgotten_after_a_while_and_may_be_used_again()
    {
        var (old, young) = ($"old-{NewKey()}", $"young-{NewKey()}");
        var prune = api.Services.GetRequiredService<KeyPrune>();
        using (await PostAsync(old, Content.NewName(), "hola"))
        using (await PostAsync(young, Content.NewName(), "hola"))
        {
            await using var scope = api.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
            var longAgo = TimeProvider.System.Now() - TimeSpan.FromDays(1) - TimeSpan.FromMinutes(1);
            await db.IdempotencyKeys.Where(k => k.Key == old).ExecuteUpdateAsync(set => set.SetProperty(k => k.CreatedAt, longAgo), Ct);
            Assert.Equal(1, await prune.RunOnceAsync(Ct));
            Assert.Equal(0, await prune.RunOnceAsync(Ct));
            Assert.Equal([young], await db.IdempotencyKeys.Where(k => k.Key == old || k.Key == young).Select(k => k.Key).ToListAsync(Ct));
        }
        using var again = await PostAsync(old, Content.NewName(), "adiós");
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
    }

    private static string NewKey() => Guid.NewGuid().ToString();

    private static HttpRequestMessage Request(string path, string key, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.TryAddWithoutValidation(SubmissionKey.Header, key);
        return request;
    }

    private static MultipartFormDataContent Form(string[] names)
    {
        var form = new MultipartFormDataContent();
        foreach (var name in names)
        {
            form.Add(new ByteArrayContent(Content.Text("hola")), "file", name);
        }
        return form;
    }

    private async Task<HttpResponseMessage> PostAsync(string key, string name, string text, params (string Name, string Value)[] fields) =>
        await api.Http.SendAsync(Request("/api/workflows", key, ApiCalls.Form(Content.Text(text), name, fields)), Ct);

    private async Task<(BatchResource Batch, bool Replayed)> BatchAsync(string key, string[] names)
    {
        using var response = await api.Http.SendAsync(Request("/api/workflows/batch", key, Form(names)), Ct);
        return ((await response.Content.ReadFromJsonAsync<BatchResource>(Ct))!, response.Headers.Contains(SubmissionKey.ReplayedHeader));
    }

    private async Task<(Wire.Workflow Workflow, Metadata Trailers)> SubmitAsync(string key, string name, string text)
    {
        using var call = api.Api.Grpc.Submit(new Metadata { { SubmissionKey.MetadataKey, key } }, cancellationToken: Ct);
        await call.RequestStream.WriteAsync(new() { Metadata = new() { FileName = name } }, Ct);
        await call.RequestStream.WriteAsync(new() { Content = Google.Protobuf.ByteString.CopyFrom(Content.Text(text)) }, Ct);
        await call.RequestStream.CompleteAsync();
        return (await call.ResponseAsync, call.GetTrailers());
    }

    private async Task<int> CountAsync(string fileName)
    {
        await using var scope = api.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<RoiDb>().Workflows.CountAsync(w => w.FileName == fileName, Ct);
    }
}
