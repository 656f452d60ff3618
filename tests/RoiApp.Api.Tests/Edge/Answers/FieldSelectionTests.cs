using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RoiApp.Api.Edge.Answers;
using RoiApp.Api.Problems;
using RoiApp.Api.Reports;
using RoiApp.Api.Tests.Hosting;
using Xunit;

namespace RoiApp.Api.Tests.Edge.Answers;

/// <summary><c>?fields=</c>: as much of an answer as somebody wants.</summary>
public sealed class FieldSelectionTests(SqliteApi api) : IClassFixture<SqliteApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_the_fields_named_are_answered_and_each_choice_has_its_own_tag()
    {
        var id = (await api.Http.SubmitAsync(Content.Text("hola \"amigo\" ☕ {]"), Content.NewName())).Id;
        await api.Http.WatchAsync(id);
        var whole = await api.Http.GetFromJsonAsync<JsonElement>($"/api/workflows/{id}", Ct);
        using var answer = await api.Http.GetAsync($"/api/workflows/{id}?fields=steps,%20id,error", Ct);
        var part = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal(["id", "error", "steps"], part.EnumerateObject().Select(p => p.Name)); // In the order of the whole.
        Assert.All(part.EnumerateObject(), p => Assert.Equal(whole.GetProperty(p.Name).GetRawText(), p.Value.GetRawText()));
        using var other = await api.Http.GetAsync($"/api/workflows/{id}?fields=id", Ct);
        Assert.NotEqual(answer.Headers.ETag, other.Headers.ETag);

        var page = await api.Http.GetFromJsonAsync<JsonElement>("/api/workflows?limit=1&fields=id,name", Ct);
        Assert.Equal(["items", "nextCursor"], page.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["id", "name"], Assert.Single(page.GetProperty("items").EnumerateArray()).EnumerateObject().Select(p => p.Name));
        var hits = await api.Http.GetFromJsonAsync<JsonElement>("/api/search?q=hola&fields=text", Ct);
        Assert.All(hits.GetProperty("items").EnumerateArray(), h => Assert.Equal("text", Assert.Single(h.EnumerateObject()).Name));
        Assert.NotEmpty(hits.GetProperty("items").EnumerateArray());
        using var all = await api.Http.GetAsync($"/api/workflows/{id}?fields=", Ct);
        Assert.Equal(whole.GetRawText(), (await all.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetRawText());
    }

    [Theory]
    [InlineData("""{"id":1,"name":"a","status":{"id":[1,{"name":"b"}]},"steps":[]}""", """{"name":"a"}""")]
    [InlineData("""{ "name" : "}\"{,é" , "id" : null }""", """{"name":"}\"{,é"}""")]
    [InlineData("""{"name":{"name":[[],{}]}}""", """{"name":{"name":[[],{}]}}""")]
    [InlineData("""{"id":-1.5e10}""", "{}")]
    [InlineData("{}", "{}")]
    public void What_is_cut_out_stands_there_as_it_stood(string json, string cut) =>
        Assert.Equal(cut, Encoding.UTF8.GetString(FieldSelection.Parse("name", ApiJson.Default.WorkflowResource, ofItems: false)!.Of(Encoding.UTF8.GetBytes(json)).Span));

    [Fact]
    public void A_field_that_is_not_there_is_a_problem_that_names_those_that_are()
    {
        var problem = Assert.Throws<ProblemException>(() => FieldSelection.Parse("id,owner", ApiJson.Default.WorkflowResource, ofItems: false));
        Assert.Equal(("invalid-field", "fields"), (problem.Type.Slug, problem.Field));
        Assert.Contains("id, name, fileName, source, status", problem.Message, StringComparison.Ordinal);
    }
}
