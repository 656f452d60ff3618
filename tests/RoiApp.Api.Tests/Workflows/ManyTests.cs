using System.Net;
using System.Net.Http.Json;
using System.Text;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Workflows;

public sealed class ManyOnSqliteTests(SqliteApi api) : ManyTests(api), IClassFixture<SqliteApi>;

public sealed class ManyOnPostgresTests(PostgresApi api) : ManyTests(api), IClassFixture<PostgresApi>;

/// <summary>What is done with many workflows at once, and how they are listed.</summary>
public abstract class ManyTests(ApiFixture api)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_bad_id_spoils_no_other()
    {
        var (done, waiting, unknown) = (await CompletedAsync("done"), await WaitingAsync(), Guid.CreateVersion7());
        var cancelled = await PostAsync<ManyResource>("cancel", new { ids = new[] { done, waiting, unknown, waiting } });
        Assert.Equal([(done, 409, "/problems/wrong-state"), (waiting, 200, null), (unknown, 404, "/problems/workflow-not-found")], cancelled.Items.Select(i => (i.Id, i.Status, i.Problem?.Type)));
        Assert.Equal("cancelled", cancelled.Items[1].Workflow!.Status);

        var retried = await PostAsync<ManyResource>("retry", new { ids = new[] { waiting, done } });
        Assert.Equal([(202, "queued"), (409, null)], retried.Items.Select(i => (i.Status, i.Workflow?.Status)));

        var deleted = await PostAsync<ManyResource>("delete", new { ids = new[] { unknown, done, waiting } });
        Assert.Equal([404, 204, 204], deleted.Items.Select(i => i.Status));
        foreach (var id in new[] { done, waiting })
        {
            using var gone = await api.Http.GetAsync($"/api/workflows/{id}", Ct);
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        }
    }

    [Fact]
    public async Task Reports_merge_by_person_and_the_newest_word_counts()
    {
        var first = await CompletedAsync("first", Script.Maria(), new() { Name = "Tom Reed", Company = "Acme", Priority = Wire.Priority.Low });
        var second = await CompletedAsync("second",
            new Wire.Contact { Name = "MARIA LOPEZ", Position = "CEO", Discussion = "the rollout", ContactType = Wire.ContactType.Existing, ActionItems = { new Wire.ActionItem { Text = "Call back!" }, new Wire.ActionItem { Text = "=book a room" } }, Tags = { "Budget", "rollout" } },
            new Wire.Contact { Name = "Tom Reed", Company = "Other Ltd" },
            new Wire.Contact { Discussion = "somebody unnamed" });
        var merged = await PostAsync<MergeResource>("merge", new { ids = new[] { second, first }, name = "The quarter" });

        Assert.Equal("The quarter", merged.Name);
        Assert.Equal(["MARIA LOPEZ/Acme", "Tom Reed/Acme", "Tom Reed/Other Ltd", "/"], merged.Contacts.Select(c => $"{c.Name}/{c.Company}"));
        var maria = merged.Contacts[0];
        Assert.Equal(("CEO", "existing", "high"), (maria.Position, maria.ContactType, maria.Priority));
        Assert.Equal([(first, "the new budget"), (second, "the rollout")], maria.Discussions.Select(d => (d.WorkflowId, d.Text)));
        Assert.Equal(["send the offer", "call back", "=book a room"], maria.ActionItems);
        Assert.Equal(["budget", "rollout"], maria.Tags);
        Assert.Equal([first, second], maria.SourceIds);
        Assert.Equal(["Acme: MARIA LOPEZ, Tom Reed: high", "Other Ltd: Tom Reed: "], merged.Companies.Select(c => $"{c.Name}: {string.Join(", ", c.People)}: {c.Priority}"));
        Assert.Equal(3, merged.ActionItems.Count);
        Assert.Equal([("first", 2), ("second", 3)], merged.Sources.Select(s => (s.Name, s.Contacts)));

        using var csv = await api.Http.PostAsJsonAsync("/api/workflows/merge?format=csv", new { ids = new[] { first, second } }, Ct);
        var lines = (await csv.Content.ReadAsStringAsync(Ct)).Split("\r\n");
        Assert.Equal("Name,Company,Position,Discussion,Contact Type,Priority,Action Items,Tags,Sources", lines[0].TrimStart('\uFEFF'));
        Assert.Equal("MARIA LOPEZ,Acme,CEO,the new budget; the rollout,existing,high,send the offer; call back; =book a room,budget; rollout,first; second", lines[1]);
    }

    [Fact]
    public async Task An_export_of_many_is_in_a_stable_order_and_holds_no_formula()
    {
        var tag = $"{Guid.NewGuid():N}";
        var older = await CompletedAsync($"{tag} older", Script.Maria(), new() { Name = "@cmd", Company = "+1" });
        var newer = await CompletedAsync($"=HYPERLINK(1) {tag}", new Wire.Contact { Name = "Zoë", Discussion = "a \"quote\", and\nmore" });
        using var csv = await api.Http.PostAsJsonAsync("/api/workflows/export", new { ids = new[] { older, newer } }, Ct);
        Assert.Equal("text/csv", csv.Content.Headers.ContentType!.MediaType);
        Assert.Equal("reports.csv", csv.Content.Headers.ContentDisposition!.FileName);
        var bytes = await csv.Content.ReadAsByteArrayAsync(Ct);
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        var rows = Encoding.UTF8.GetString(bytes[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("Workflow,Created,Name,Company,Position,Discussion,Contact Type,Priority,Action Items,Tags,Due Dates,Assignees", rows[0]);
        Assert.StartsWith($"'=HYPERLINK(1) {tag},20", rows[1], StringComparison.Ordinal);
        Assert.EndsWith("Z,Zoë,,,\"a \"\"quote\"\", and\nmore\",,,,,,", rows[1], StringComparison.Ordinal);
        Assert.Equal(["María López,Acme,CFO,the new budget,prospective,high,send the offer; call back,budget,2026-05-08; ,Ana; ", "'@cmd,'+1,,,,,,,,"], rows[2..].Select(r => r.Split("Z,", 2)[1]));

        using var json = await api.Http.PostAsJsonAsync("/api/workflows/export?format=json", new { filter = new { q = tag, status = "completed" } }, Ct);
        var reports = (await json.Content.ReadFromJsonAsync<List<ExportedReportResource>>(Ct))!;
        Assert.Equal([newer, older], reports.Select(r => r.WorkflowId));
        Assert.Equal(["send the offer", "call back"], reports[1].Contacts[0].ActionItems);
        using var none = await api.Http.PostAsJsonAsync("/api/workflows/export?format=json", new { filter = new { q = $"{tag}x" } }, Ct);
        Assert.Equal("[]", await none.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task Every_order_pages_without_gap_or_repeat_and_filters_hold()
    {
        var tag = $"{Guid.NewGuid():N}";
        var ids = new List<Guid>();
        foreach (var name in new[] { "b", "a", "c", "a", "d" })
        {
            ids.Add((await api.Http.SubmitAsync(Content.Text(name), "x.txt", ("name", $"{tag} {name}"), ("language", name == "c" ? "es-MX" : "en"))).Id);
        }
        foreach (var id in ids)
        {
            await api.Http.WatchAsync(id);
        }
        foreach (var (sort, order) in new[] { ("-createdAt", "43210"), ("createdAt", "01234"), ("name", "13024"), ("-name", "42031"), ("", "43210") })
        {
            var listed = new List<Guid>();
            string? cursor = null;
            do
            {
                var page = await ListAsync($"q={tag}&limit=2&sort={sort}&cursor={cursor}");
                listed.AddRange(page.Items.Select(w => w.Id));
                cursor = page.NextCursor;
            }
            while (cursor is not null);
            Assert.Equal(order, string.Concat(listed.Select(id => ids.IndexOf(id))));
        }
        var created = (await api.Http.GetAsync(ids[2])).CreatedAt;
        Assert.Equal([ids[4], ids[3], ids[2]], (await ListAsync($"q={tag}&from={created:yyyy-MM-ddTHH:mm:ss.ffffffZ}")).Items.Select(w => w.Id));
        Assert.Equal([ids[1], ids[0]], (await ListAsync($"q={tag}&to={created:yyyy-MM-ddTHH:mm:ss.ffffffZ}")).Items.Select(w => w.Id));
        Assert.Equal(5, (await ListAsync($"q={tag}&from={created:yyyy-MM-dd}&to={created:yyyy-MM-dd}")).Items.Count);
        Assert.Empty((await ListAsync($"q={tag}&from=2001-01-01&to=2001-01-02")).Items);
        Assert.Equal(5, (await ListAsync($"q={tag}&language=es")).Items.Count); // As the script's recogniser hears it.
        Assert.Empty((await ListAsync($"q={tag}&language=fr")).Items);

        var first = await ListAsync($"q={tag}&limit=2");
        foreach (var elsewhere in new[] { $"q={tag}&sort=name", $"q={tag}&status=completed", "limit=2" })
        {
            using var answer = await api.Http.GetAsync($"/api/workflows?{elsewhere}&cursor={first.NextCursor}", Ct);
            var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "/problems/invalid-cursor");
            Assert.Contains("another list", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
        using var search = await api.Http.GetAsync($"/api/search?q={tag}&cursor={first.NextCursor}", Ct);
        await search.ProblemAsync(HttpStatusCode.BadRequest, "/problems/invalid-cursor");
    }

    private Task<PageResource<WorkflowResource>> ListAsync(string query) => api.Http.GetFromJsonAsync<PageResource<WorkflowResource>>($"/api/workflows?{query}", Ct)!;

    private async Task<T> PostAsync<T>(string route, object body)
    {
        using var answer = await api.Http.PostAsJsonAsync($"/api/workflows/{route}", body, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        return (await answer.Content.ReadFromJsonAsync<T>(Ct))!;
    }

    private async Task<Guid> CompletedAsync(string name, params Wire.Contact[] contacts)
    {
        var file = Content.NewName();
        api.Processing.On(file, async call =>
        {
            await call.ReadAsync();
            await Script.TranscribeAsync(call, "hola");
            await Script.TranslateAsync(call, 1);
            await Script.ExtractAsync(call, contacts);
        });
        var id = (await api.Http.SubmitAsync(Content.Text(name), file, ("name", name))).Id;
        Assert.Equal("completed", (await api.Http.WatchAsync(id))[^1].Status());
        return id;
    }

    private async Task<Guid> WaitingAsync()
    {
        var file = Content.NewName();
        api.Processing.On(file, async call =>
        {
            await call.ReadAsync();
            await call.SayAsync(Script.Started(Wire.StepName.Transcription, Script.Ears));
            await Task.Delay(Timeout.Infinite, call.Cancelled);
        });
        return (await api.Http.SubmitAsync(Content.Text("wait"), file)).Id;
    }
}
