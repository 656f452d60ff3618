using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Data;
using RoiApp.Api.Problems;
using RoiApp.Api.Tests.Edge;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Api.Tests.Intake;
using RoiApp.Api.Tests.Intake.Uploads;
using RoiApp.Api.Tests.Progress;
using RoiApp.Api.Tests.Workflows;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Problems;

public sealed class BadInputOnSqliteTests(SqliteApi api) : BadInputTests(api), IClassFixture<SqliteApi>;

public sealed class BadInputOnPostgresTests(PostgresApi api) : BadInputTests(api), IClassFixture<PostgresApi>;

/// <summary>Walks the table of bad requests: each is a problem of the type it should be, names the field, and changes nothing.</summary>
public abstract partial class BadInputTests(ApiFixture api)
{
    /// <summary>What takes more than one wrong request to bring about is proven where it belongs.</summary>
    private static readonly Dictionary<ProblemType, string> s_provenElsewhere = new()
    {
        [ProblemType.UploadIncomplete] = nameof(UploadTests.A_form_that_breaks_off_leaves_nothing),
        [ProblemType.UploadTooSlow] = nameof(UploadTests.An_upload_that_never_ends_is_ended),
        [ProblemType.StorageFull] = nameof(UploadTests.A_storage_that_cannot_be_written_to_is_said_to_be),
        [ProblemType.UploadExpired] = nameof(UploadLifeTests.An_upload_expires_and_is_swept),
        [ProblemType.OffsetMismatch] = nameof(TusProtocolTests.A_wrong_offset_is_refused_and_the_right_one_told),
        [ProblemType.UploadBusy] = nameof(UploadLifeTests.Two_clients_that_send_one_upload_get_in_each_others_way_and_spoil_nothing),
        [ProblemType.ChecksumMismatch] = nameof(TusProtocolTests.A_checksum_is_held_against_the_bytes),
        [ProblemType.TooManyUploads] = nameof(UploadLifeTests.Unfinished_uploads_are_bounded),
        [ProblemType.ServerStopping] = nameof(UploadLifeTests.A_server_that_goes_down_keeps_what_came_and_says_so),
        [ProblemType.IdempotencyKeyReused] = nameof(IdempotencyTests.The_same_key_with_another_request_is_refused),
        [ProblemType.TooManySubscriptions] = nameof(SocketTests.A_socket_watches_so_many_workflows_and_no_more),
        [ProblemType.AnswerTooSlow] = nameof(LimitTests.An_answer_that_takes_too_long_is_given_up),
        [ProblemType.TooManyRequests] = nameof(RateLimitTests.Who_asks_too_often_is_told_when_to_come_back),
        [ProblemType.AudioMissing] = nameof(A_recording_that_is_gone_is_said_to_be),
        [ProblemType.ProcessingUnavailable] = nameof(WorkflowActionsTests.Without_processing_memos_are_taken_and_wait),
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_bad_request_is_a_problem_of_its_type()
    {
        var done = await CompletedAsync();
        var theirs = await CompletedAsync();
        await using (var scope = api.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
            await db.Workflows.Where(w => w.Id == theirs).ExecuteUpdateAsync(s => s.SetProperty(w => w.Owner, "somebody"), Ct);
        }
        await CompletedAsync();
        var cursor = (await api.Http.GetFromJsonAsync<PageResource<WorkflowResource>>("/api/workflows?limit=1", Ct))!.NextCursor!;
        var before = await StateAsync();

        var wrong = new List<string>();
        foreach (var bad in BadRequests.All)
        {
            using var request = new HttpRequestMessage(new(bad.Route.Split(' ')[0]), Fill(bad.Path)) { Content = bad.Content is StringContent text ? await FilledAsync(text) : bad.Content };
            if (bad.Header?.Split(": ", 2) is [var header, var value])
            {
                request.Headers.TryAddWithoutValidation(header, value);
            }
            using var answer = await api.Http.SendAsync(request, Ct);
            var body = await answer.Content.ReadAsStringAsync(Ct);
            if (Fault(bad, answer, body) is { } fault)
            {
                wrong.Add($"{bad}: {fault}: {(int)answer.StatusCode} {body[..Math.Min(body.Length, 300)]}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(before, await StateAsync());

        string Fill(string text) => text.Replace("{done}", $"{done}", StringComparison.Ordinal).Replace("{theirs}", $"{theirs}", StringComparison.Ordinal)
            .Replace("{missing}", $"{Guid.CreateVersion7()}", StringComparison.Ordinal).Replace("{cursor}", cursor, StringComparison.Ordinal);

        async Task<StringContent> FilledAsync(StringContent content) =>
            new(Fill(await content.ReadAsStringAsync(Ct)), Encoding.UTF8, content.Headers.ContentType!.MediaType!);
    }

    [Fact]
    public async Task Every_route_has_a_row()
    {
        var description = await api.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Ct);
        var routes = description.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name.TrimEnd('/')}"))
            // No question is wrong to OPTIONS; HEAD has no body to say what is wrong.
            .Where(route => route.Contains("/api/", StringComparison.Ordinal) && !route.StartsWith("OPTIONS ", StringComparison.Ordinal) && !route.StartsWith("HEAD ", StringComparison.Ordinal)).ToList();
        Assert.True(routes.Count >= 20);
        Assert.Empty(routes.Except(BadRequests.All.Select(bad => bad.Route))); // A new route: say in BadRequests what may be wrong with a request to it.
    }

    [Fact]
    public void Every_problem_is_produced()
    {
        var all = typeof(ProblemType).GetFields().Select(f => f.GetValue(null)).OfType<ProblemType>().ToList();
        var produced = BadRequests.All.Select(bad => bad.Problem).ToHashSet();
        Assert.Empty(all.Where(p => !produced.Contains(p.Slug) && !s_provenElsewhere.ContainsKey(p)).Select(p => p.Slug));
        Assert.Empty(s_provenElsewhere.Keys.Where(p => produced.Contains(p.Slug)).Select(p => p.Slug)); // One place is enough.
    }

    [Fact]
    public async Task A_recording_that_is_gone_is_said_to_be()
    {
        var id = await CompletedAsync();
        var sha256 = (await api.Http.GetAsync(id)).ContentSha256;
        File.Delete(Path.Combine(api.Directory, "audio", sha256));
        using var answer = await api.Http.GetAsync($"/api/workflows/{id}/audio", Ct);
        await answer.ProblemAsync(HttpStatusCode.Gone, "/problems/audio-missing");
    }

    private async Task<Guid> CompletedAsync()
    {
        var workflow = await api.Http.SubmitAsync(Content.Text($"hola {Guid.NewGuid()}"), Content.NewName());
        await api.Http.WatchAsync(workflow.Id);
        return workflow.Id;
    }

    // All that there is, as rows count it: a refused request leaves nothing behind.
    private async Task<(int Workflows, int Contacts, int Events, int Jobs, int Entries)> StateAsync()
    {
        await using var scope = api.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        return (await db.Workflows.CountAsync(Ct), await db.Contacts.CountAsync(c => c.EditedAt == null, Ct), await db.Events.CountAsync(Ct), await db.Jobs.CountAsync(Ct), await db.SearchEntries.CountAsync(Ct));
    }

    private static string? Fault(BadRequest bad, HttpResponseMessage answer, string body)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return "no problem details";
        }
        var problem = JsonDocument.Parse(body).RootElement;
        var (type, status) = (problem.GetProperty("type").GetString(), problem.GetProperty("status").GetInt32());
        if (type != $"/problems/{bad.Problem}")
        {
            return $"the type is {type}";
        }
        if (status != (int)answer.StatusCode || status is < 400 or > 499)
        {
            return $"the status is {status}";
        }
        if (ControlCharacter().IsMatch(body) || string.IsNullOrWhiteSpace(problem.GetProperty("title").GetString()))
        {
            return "title or detail cannot be shown";
        }
        var field = problem.TryGetProperty("field", out var named) ? named.GetString() : null;
        return field != bad.Field ? $"the field is {field}" : null;
    }

    [GeneratedRegex(@"\\u00[01][0-9a-f]")]
    private static partial Regex ControlCharacter();
}
