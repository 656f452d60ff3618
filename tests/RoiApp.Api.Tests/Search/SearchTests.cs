using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Data;
using RoiApp.Api.Search;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Search;

public sealed class SearchOnSqliteTests(SqliteApi api) : SearchTests(api), IClassFixture<SqliteApi>;

public sealed class SearchOnPostgresTests(PostgresApi api) : SearchTests(api), IClassFixture<PostgresApi>;

/// <summary>The same corpus, the same questions and the same answers on both databases.</summary>
public abstract class SearchTests(ApiFixture api)
{
    private static readonly SemaphoreSlim s_once = new(1, 1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(SearchCorpus.Questions), MemberType = typeof(SearchCorpus))]
    public async Task A_question_has_the_same_answer_on_both_databases(string question, string language, string[] answers)
    {
        await CorpusAsync();
        var page = await SearchAsync($"q={Uri.EscapeDataString(question)}&language={language}&limit=50");
        Assert.Equal(answers, page.Items.Select(SearchCorpus.Place));
        Assert.Null(page.NextCursor);
    }

    [Fact]
    public async Task A_hit_says_where_and_when_it_was_said_and_which_words_were_found()
    {
        await CorpusAsync();
        var hit = Assert.Single((await SearchAsync("q=cotizaciones&language=es")).Items, h => h.Kind == "segment");
        Assert.Equal(("Ferrer", 1, "es"), (hit.WorkflowName, hit.Index, hit.Language));
        Assert.Equal("cotización", hit.Text.Substring(hit.Highlights[0].Start, hit.Highlights[0].Length));
        Assert.Equal(1000, hit.StartMs);

        var contact = Assert.Single((await SearchAsync("q=lucia+ferrer")).Items, h => h.Kind == "contact");
        Assert.Equal(["Lucía", "Ferrer"], contact.Highlights.Take(2).Select(h => contact.Text.Substring(h.Start, h.Length)));
        Assert.Equal(100, contact.StartMs);
    }

    [Fact]
    public async Task Pages_by_rank_give_every_hit_once_while_others_come_and_go()
    {
        await CorpusAsync();
        var all = (await SearchAsync("q=budget&limit=50")).Items.Select(h => (h.WorkflowId, h.Kind, h.Index)).ToList();
        Assert.True(all.Count >= 3);
        var paged = new List<(Guid, string, int)>();
        string? cursor = null;
        Guid? added = null;
        do
        {
            var page = await SearchAsync($"q=budget&limit=1&cursor={cursor}");
            paged.AddRange(page.Items.Where(h => h.WorkflowId != added).Select(h => (h.WorkflowId, h.Kind, h.Index)));
            cursor = page.NextCursor;
            if (added is null)
            {
                added = (await api.Http.SubmitAsync(Content.Text("budget budget budget"), Content.NewName())).Id;
                await api.Http.WatchAsync(added.Value);
            }
        }
        while (cursor is not null);
        Assert.Equal(all, paged);
        using var gone = await api.Http.DeleteAsync($"/api/workflows/{added}", Ct);
        Assert.Equal(all, (await SearchAsync("q=budget&limit=50")).Items.Select(h => (h.WorkflowId, h.Kind, h.Index)));
    }

    [Fact]
    public async Task The_index_is_in_step_with_runs_retries_edits_and_deletions()
    {
        var (name, word, other) = (Content.NewName(), Letters(), Letters());
        api.Processing.On(name, async call =>
        {
            await call.ReadAsync();
            await call.SayAsync(Script.Started(Wire.StepName.Transcription, Script.Ears));
            await call.SayAsync(Script.Segment(0, $"{word} first"));
            await call.SayAsync(Script.Segment(1, $"{word} second"));
            await call.SayAsync(Script.Failed(Wire.StepName.Transcription, "deaf", "Heard nothing more."));
        });
        var workflow = await api.Http.SubmitAsync(Content.Text("x"), name);
        await api.Http.WatchAsync(workflow.Id);
        Assert.Equal([0, 1], (await SearchAsync($"q={word}")).Items.Select(h => h.Index).Order());

        api.Processing.On(name, async call =>
        {
            await call.ReadAsync();
            await Script.TranscribeAsync(call, $"{word} again");
            await Script.TranslateAsync(call, 1);
            await Script.ExtractAsync(call);
        });
        using var retried = await api.Http.PostAsync($"/api/workflows/{workflow.Id}/retry", null, Ct);
        await api.Http.WatchAsync(workflow.Id, after: workflow.LastSeq + 100_000);
        await api.Http.WatchUntilAsync(workflow.Id, e => e.Status() == "completed");
        Assert.Equal("again", Assert.Single((await SearchAsync($"q={word}")).Items).Text.Split(' ')[1]);

        using var edit = new HttpRequestMessage(HttpMethod.Patch, $"/api/workflows/{workflow.Id}/contacts/0") { Content = JsonContent.Create(new { company = other }) };
        edit.Headers.TryAddWithoutValidation("If-Match", "*");
        using var edited = await api.Http.SendAsync(edit, Ct);
        Assert.Equal(HttpStatusCode.OK, edited.StatusCode);
        Assert.Equal("contact", Assert.Single((await SearchAsync($"q={other}")).Items).Kind);

        using var deleted = await api.Http.DeleteAsync($"/api/workflows/{workflow.Id}", Ct);
        Assert.Empty((await SearchAsync($"q={word}")).Items);
        Assert.Empty((await SearchAsync($"q={other}")).Items);
        await using var scope = api.Services.CreateAsyncScope();
        Assert.False(await scope.ServiceProvider.GetRequiredService<RoiDb>().SearchEntries.AnyAsync(e => e.WorkflowId == workflow.Id, Ct));
    }

    [Fact]
    public async Task What_was_stored_before_there_was_a_search_is_found_after_a_start()
    {
        var word = Letters();
        var workflow = await api.Http.SubmitAsync(Content.Text($"{word} one", "two"), Content.NewName());
        await api.Http.WatchAsync(workflow.Id);
        await using var scope = api.Services.CreateAsyncScope();
        var entries = scope.ServiceProvider.GetRequiredService<RoiDb>().SearchEntries.AsNoTracking().OrderBy(e => e.Kind).ThenBy(e => e.Index);
        var before = await entries.Select(e => new { e.WorkflowId, e.Kind, e.Index, e.Language, e.StartMs, e.Terms }).ToListAsync(Ct);
        await entries.ExecuteDeleteAsync(Ct);
        Assert.Empty((await SearchAsync($"q={word}")).Items);

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => api.Services.GetRequiredService<SearchBackfill>().RunOnceAsync(Ct))); // As two replicas would.
        Assert.Equal(before.ToHashSet(), (await entries.Select(e => new { e.WorkflowId, e.Kind, e.Index, e.Language, e.StartMs, e.Terms }).ToListAsync(Ct)).ToHashSet());
        Assert.Equal(before.Count, await entries.CountAsync(Ct));
        Assert.Equal(0, await api.Services.GetRequiredService<SearchBackfill>().RunOnceAsync(Ct));
        using var gone = await api.Http.DeleteAsync($"/api/workflows/{workflow.Id}", Ct);
    }

    [Fact]
    public async Task Nobody_finds_what_is_anothers()
    {
        var word = Letters();
        var workflow = await api.Http.SubmitAsync(Content.Text(word), Content.NewName());
        await api.Http.WatchAsync(workflow.Id);
        Assert.NotEmpty((await SearchAsync($"q={word}")).Items);
        await using var scope = api.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        await db.SearchEntries.Where(e => e.WorkflowId == workflow.Id).ExecuteUpdateAsync(s => s.SetProperty(e => e.Owner, "somebody"), Ct);
        await api.Http.ClearCacheAsync();
        Assert.Empty((await SearchAsync($"q={word}")).Items);
        using var gone = await api.Http.DeleteAsync($"/api/workflows/{workflow.Id}", Ct); // Its contact is none of the corpus.
    }

    [Theory]
    [InlineData("'; DROP TABLE workflows; --")]
    [InlineData("\"unfinished phrase")]
    [InlineData("a* NEAR(b, 2) OR {terms}: ^x")]
    [InlineData("& | ! <-> ( ) \\ ' \" :*")]
    [InlineData("terms:budget AND NOT")]
    [InlineData("\u0000\u0001 %_ 💥 \uFFFF")]
    [InlineData("-budget")]
    public async Task Hostile_questions_are_answered_like_any_other(string question)
    {
        using var answer = await api.Http.GetAsync($"/api/search?q={Uri.EscapeDataString(question)}", Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotNull(await answer.Content.ReadFromJsonAsync<PageResource<SearchHitResource>>(Ct));
    }

    [Fact]
    public async Task A_long_text_is_shown_around_the_first_words_found()
    {
        var word = Letters();
        var filler = string.Join(' ', Enumerable.Repeat("padding", 300));
        var workflow = await api.Http.SubmitAsync(Content.Text($"{filler} {word} {filler}"), Content.NewName());
        await api.Http.WatchAsync(workflow.Id);
        var hit = Assert.Single((await SearchAsync($"q={word}")).Items, h => h.Kind == "segment");
        Assert.InRange(hit.Text.Length, 100, 400);
        Assert.Equal(word, hit.Text.Substring(Assert.Single(hit.Highlights).Start, word.Length));
        using var gone = await api.Http.DeleteAsync($"/api/workflows/{workflow.Id}", Ct);
    }

    private Task<PageResource<SearchHitResource>> SearchAsync(string query) => api.Http.GetFromJsonAsync<PageResource<SearchHitResource>>($"/api/search?{query}", Ct)!;

    private static string Letters() => string.Concat(Guid.NewGuid().ToString("N").Select(c => (char)(c <= '9' ? c - '0' + 'g' : c))) + "q";

    private async Task CorpusAsync()
    {
        await s_once.WaitAsync(Ct);
        try
        {
            var there = await api.Http.GetFromJsonAsync<PageResource<WorkflowResource>>($"/api/workflows?q={SearchCorpus.Memos[0].Name}", Ct);
            if (there!.Items.Count > 0)
            {
                return;
            }
            foreach (var memo in SearchCorpus.Memos)
            {
                var file = Content.NewName();
                api.Processing.On(file, memo.RunAsync);
                var workflow = await api.Http.SubmitAsync(Content.Text("x"), file, ("name", memo.Name), ("targetLanguage", memo.Language == "es" ? "en" : "es"));
                Assert.Equal("completed", (await api.Http.WatchAsync(workflow.Id))[^1].Status());
            }
        }
        finally
        {
            s_once.Release();
        }
    }
}
