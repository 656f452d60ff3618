using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Workflows;

public sealed class ContactsOnSqliteTests(SqliteApi api) : ContactTests(api), IClassFixture<SqliteApi>;

public sealed class ContactsOnPostgresTests(PostgresApi api) : ContactTests(api), IClassFixture<PostgresApi>;

/// <summary>Edits of a report's rows: none is lost, neither to another person nor to a further run.</summary>
public abstract class ContactTests(ApiFixture api)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_named_is_set_null_removes_and_the_rest_stays()
    {
        var id = await CompletedAsync();
        var before = await ReadAsync(id);
        using var answer = await PatchAsync(id, Quoted(before), """
            {"company": "  Acme México ", "position": null, "priority": "low", "actionItems": ["call back", "send the contract"], "tags": ["Fair", "fair", "2026"], "discussion": "first\r\nsecond"}
            """);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var after = (await answer.Content.ReadFromJsonAsync<ContactResource>(Ct))!;
        Assert.Equal(("María López", "Acme México", null, "prospective", "low", "first\nsecond"), (after.Name, after.Company, after.Position, after.ContactType, after.Priority, after.Discussion));
        Assert.Equal(["call back", "send the contract"], after.ActionItems);
        Assert.Equal(["Fair", "2026"], after.Tags);
        Assert.Equal(["actionItems", "company", "discussion", "position", "priority", "tags"], after.EditedFields.Order());
        Assert.NotNull(after.EditedAt);
        Assert.Equal((1, 0.9), (after.Confidence["company"], Math.Round(after.Confidence["name"], 2)));
        Assert.Equal($"\"{after.Version}\"", answer.Headers.ETag!.ToString());
        Assert.NotEqual(before.Version, after.Version);

        var inReport = Assert.Single((await api.Http.ResultsAsync(id)).Report.Contacts);
        Assert.Equal(JsonSerializer.Serialize(after), JsonSerializer.Serialize(inReport));
        using var same = await PatchAsync(id, Quoted(after), """{"priority": "low"}""");
        Assert.Equal(after.Version, (await same.Content.ReadFromJsonAsync<ContactResource>(Ct))!.Version); // Nothing changed: nothing is said.
    }

    [Fact]
    public async Task Of_two_who_edit_the_same_version_one_is_told()
    {
        var id = await CompletedAsync();
        var seen = Quoted(await ReadAsync(id));
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => PatchAsync(id, seen, $$"""{"company": "Company {{i}}"}""")));
        var won = Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        foreach (var lost in answers.Where(a => a != won))
        {
            var problem = await lost.ProblemAsync(HttpStatusCode.PreconditionFailed, "/problems/stale-version");
            Assert.Contains("Read it again", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
        Assert.Equal((await won.Content.ReadFromJsonAsync<ContactResource>(Ct))!.Company, (await ReadAsync(id)).Company);
        Array.ForEach(answers, a => a.Dispose());

        // Changed and changed back is not untouched.
        var first = await ReadAsync(id);
        using var there = await PatchAsync(id, "*", """{"name": "Somebody"}""");
        using var back = await PatchAsync(id, "*", """{"name": "María López"}""");
        using var stale = await PatchAsync(id, Quoted(first), """{"name": "Else"}""");
        await stale.ProblemAsync(HttpStatusCode.PreconditionFailed, "/problems/stale-version");
        using var weak = await PatchAsync(id, $"W/{Quoted(await ReadAsync(id))}", """{"name": "Else"}""");
        await weak.ProblemAsync(HttpStatusCode.PreconditionFailed, "/problems/stale-version");
        using var without = await PatchAsync(id, null, """{"name": "Else"}""");
        await without.ProblemAsync(HttpStatusCode.PreconditionRequired, "/problems/version-required");
    }

    [Fact]
    public async Task Watchers_see_an_edit_and_the_last_event_is_still_the_status()
    {
        var id = await CompletedAsync();
        var known = await api.Http.WatchAsync(id);
        using var answer = await PatchAsync(id, "*", """{"name": "María Gómez"}""");
        var news = await api.Http.WatchAsync(id, after: known[^1].Seq);
        Assert.Equal([EventTypes.Report, EventTypes.WorkflowStatus], news.Select(e => e.Type));
        Assert.Equal([known[^1].Seq + 1, known[^1].Seq + 2], news.Select(e => e.Seq));
        Assert.Equal("María Gómez", news[0].Data!.Value.GetProperty("contacts")[0].GetProperty("name").GetString());
        Assert.Equal("completed", news[^1].Status());
    }

    [Fact]
    public async Task An_edit_survives_a_further_run()
    {
        var name = Content.NewName();
        var ended = false;
        api.Processing.On(name, async call =>
        {
            await call.ReadAsync();
            if (!call.Options.TranscriptionDone)
            {
                await Script.TranscribeAsync(call, "hola");
            }
            await call.SayAsync(Script.Started(Wire.StepName.Extraction, Script.Wits));
            // The second time the engine reads more, in another order, and no longer hears of Rui.
            await call.SayAsync(new()
            {
                Report = ended
                    ? Script.Report(new Wire.Contact { Name = "Ana Roa", Company = "Norte" }, With(Script.Maria(), c => c.Discussion = "a newer reading"), new Wire.Contact { Name = "Iker", Company = "Sur" })
                    : Script.Report(Script.Maria(), new Wire.Contact { Name = "Iquer", Company = "Sur" }, new Wire.Contact { Name = "Rui", ActionItems = { new Wire.ActionItem { Text = "send it" } } }, new Wire.Contact { Name = "Nobody" }),
            });
            await call.SayAsync(ended ? Script.Completed(Wire.StepName.Extraction, Script.Wits) : Script.Failed(Wire.StepName.Extraction, "lost", "Lost the thread."));
            await call.SayAsync(Script.Started(Wire.StepName.Translation, Script.Tongue));
            await call.SayAsync(Script.Completed(Wire.StepName.Translation, Script.Tongue));
        });
        var id = (await api.Http.SubmitAsync(Content.Text("x"), name)).Id;
        Assert.Equal("failed", (await api.Http.WatchAsync(id))[^1].Status());
        foreach (var (index, patch) in new[] { (0, """{"name": "Mariana López", "priority": null}"""), (1, """{"name": "Iker", "tags": ["south"]}"""), (2, """{"company": "Porto"}""") })
        {
            using var edited = await PatchAsync(id, "*", patch, index);
            Assert.Equal(HttpStatusCode.OK, edited.StatusCode);
        }

        ended = true;
        using var retried = await api.Http.PostAsync($"/api/workflows/{id}/retry", null, Ct);
        await api.Http.WatchUntilAsync(id, e => e.Status() == "completed");
        var contacts = (await api.Http.ResultsAsync(id)).Report.Contacts;
        Assert.Equal(["Ana Roa/Norte/", "Mariana López/Acme/a newer reading", "Iker/Sur/", "Rui/Porto/"], contacts.Select(c => $"{c.Name}/{c.Company}/{c.Discussion}"));
        Assert.Null(contacts[1].Priority);
        Assert.Equal(["south"], contacts[2].Tags);
        Assert.Equal(["send it"], contacts[3].ActionItems);
        Assert.Equal([0, 2, 2, 1], contacts.Select(c => c.EditedFields.Count));
    }

    [Theory]
    [InlineData("""{"name": 5}""", "name")]
    [InlineData("""{"company": "a\u0000b"}""", "company")]
    [InlineData("""{"position": "a\nb"}""", "position")]
    [InlineData("""{"discussion": ["a"]}""", "discussion")]
    [InlineData("""{"contactType": "friend"}""", "contactType")]
    [InlineData("""{"priority": 3}""", "priority")]
    [InlineData("""{"actionItems": "call"}""", "actionItems")]
    [InlineData("""{"actionItems": ["ok", 1]}""", "actionItems")]
    [InlineData("""{"tags": [["x"]]}""", "tags")]
    [InlineData("""{"name": "\ud800"}""", "name")]
    [InlineData("""{"index": 3}""", "index")]
    public async Task A_field_that_is_not_valid_is_named(string patch, string field)
    {
        var id = await SharedAsync();
        using var answer = await PatchAsync(id, "*", patch);
        Assert.Equal(field, (await answer.ProblemAsync(HttpStatusCode.BadRequest, "/problems/invalid-field")).GetProperty("field").GetString());
    }

    [Fact]
    public async Task Every_length_has_its_limit()
    {
        var id = await SharedAsync();
        foreach (var (field, max) in new[] { ("name", 200), ("company", 200), ("position", 200), ("discussion", 5000) })
        {
            using var fits = await PatchAsync(id, "*", $$"""{"{{field}}": "{{new string('x', max)}}"}""");
            Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
            using var longer = await PatchAsync(id, "*", $$"""{"{{field}}": "{{new string('x', max + 1)}}"}""");
            await longer.ProblemAsync(HttpStatusCode.BadRequest, "/problems/invalid-field");
        }
        foreach (var (field, max, length) in new[] { ("actionItems", 50, 500), ("tags", 20, 50) })
        {
            using var many = await PatchAsync(id, "*", $$"""{"{{field}}": [{{string.Join(',', Enumerable.Range(0, max + 1).Select(i => $"\"{i}\""))}}]}""");
            await many.ProblemAsync(HttpStatusCode.BadRequest, "/problems/invalid-field");
            using var longer = await PatchAsync(id, "*", $$"""{"{{field}}": ["{{new string('x', length + 1)}}"]}""");
            await longer.ProblemAsync(HttpStatusCode.BadRequest, "/problems/invalid-field");
        }
    }

    private static Guid s_shared;

    private async Task<Guid> SharedAsync()
    {
        // The other database's id is unknown here; then there is one more.
        using var known = await api.Http.GetAsync($"/api/workflows/{s_shared}", Ct);
        return known.IsSuccessStatusCode ? s_shared : s_shared = await CompletedAsync();
    }

    private async Task<Guid> CompletedAsync()
    {
        var workflow = await api.Http.SubmitAsync(Content.Text("hola"), Content.NewName());
        await api.Http.WatchAsync(workflow.Id);
        return workflow.Id;
    }

    private async Task<ContactResource> ReadAsync(Guid id, int index = 0)
    {
        using var answer = await api.Http.GetAsync($"/api/workflows/{id}/contacts/{index}", Ct);
        var contact = (await answer.Content.ReadFromJsonAsync<ContactResource>(Ct))!;
        Assert.Equal(Quoted(contact), answer.Headers.ETag!.ToString());
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/api/workflows/{id}/contacts/{index}") { Headers = { IfNoneMatch = { answer.Headers.ETag } } };
        using var unchanged = await api.Http.SendAsync(again, Ct);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        return contact;
    }

    private async Task<HttpResponseMessage> PatchAsync(Guid id, string? ifMatch, string json, int index = 0)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/workflows/{id}/contacts/{index}") { Content = new StringContent(json, Encoding.UTF8, "application/merge-patch+json") };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }
        return await api.Http.SendAsync(request, Ct);
    }

    private static string Quoted(ContactResource contact) => $"\"{contact.Version}\"";

    private static T With<T>(T it, Action<T> change)
    {
        change(it);
        return it;
    }
}
