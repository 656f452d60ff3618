using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Edge.Answers;
using RoiApp.Api.Tests.Hosting;
using Xunit;

namespace RoiApp.Api.Tests.Edge.Answers;

public sealed class AnswersOnSqliteTests(SqliteApi api) : AnswerTests(api), IClassFixture<SqliteApi>;

public sealed class AnswersOnPostgresTests(PostgresApi api) : AnswerTests(api), IClassFixture<PostgresApi>;

/// <summary>How answers leave: tags, conditions, codings, what caches are told.</summary>
public abstract class AnswerTests(ApiFixture api)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_has_a_tag_is_sent_once_in_each_coding_and_its_head_says_the_same()
    {
        var id = await CompletedAsync();
        foreach (var url in Urls(id))
        {
            var tags = new HashSet<string>();
            byte[]? plain = null;
            foreach (var coding in new[] { "identity", "br", "gzip" })
            {
                using var first = await SendAsync(HttpMethod.Get, url, ("Accept-Encoding", coding));
                Assert.True(first.StatusCode == HttpStatusCode.OK, $"{url}: {first.StatusCode}");
                var body = await first.Content.ReadAsByteArrayAsync(Ct);
                var isCoded = coding != "identity" && (plain!.Length >= AnswerWriter.CompressFromBytes);
                Assert.Equal(isCoded ? [coding] : [], first.Content.Headers.ContentEncoding);
                plain ??= body;
                Assert.Equal(plain, isCoded ? ContentCodingTests.Unpacked(body, Enum.GetValues<ContentCoding>().Single(c => c.Word() == coding)) : body);
                Assert.False(isCoded && body.Length >= plain.Length, $"{url}: {coding} has {body.Length} of {plain.Length} bytes");
                Assert.Equal(body.Length, first.Content.Headers.ContentLength);
                Assert.Equal(["Accept-Encoding"], first.Headers.Vary);
                Assert.False(first.Headers.ETag!.IsWeak);
                Assert.True(tags.Add(first.Headers.ETag.Tag) || !isCoded, $"{url}: two codings, one tag");

                // RFC 9110, 9.3.2: the same fields as GET, and no body.
                using var head = await SendAsync(HttpMethod.Head, url, ("Accept-Encoding", coding));
                Assert.Equal([url, .. Fields(first)], [url, .. Fields(head)]);
                Assert.Empty(await head.Content.ReadAsByteArrayAsync(Ct));

                // RFC 9110, 15.4.5: of the fields those that a cache needs, and none that describes bytes.
                using var again = await SendAsync(HttpMethod.Get, url, ("Accept-Encoding", coding), ("If-None-Match", $"\"other\", {first.Headers.ETag}"));
                Assert.True(again.StatusCode == HttpStatusCode.NotModified, $"{url} in {coding}: {again.StatusCode}");
                Assert.Equal(first.Headers.ETag, again.Headers.ETag);
                Assert.Equal(first.Headers.CacheControl, again.Headers.CacheControl);
                Assert.Equal(first.Headers.Vary, again.Headers.Vary);
                Assert.NotNull(again.Headers.Date);
                Assert.Empty(again.Content.Headers.Select(h => h.Key).Except(["Last-Modified"]));
                Assert.Equal(first.Content.Headers.LastModified, again.Content.Headers.LastModified);
            }
        }
    }

    [Fact]
    public async Task A_change_changes_every_tag_that_it_shows_in()
    {
        var id = await CompletedAsync();
        string[] urls = [$"/api/workflows/{id}", $"/api/workflows/{id}/results", $"/api/workflows/{id}/contacts/0", $"/api/workflows/{id}/export?format=json", "/api/workflows?limit=1"];
        var before = await TagsAsync(urls);
        Assert.Equal(before, await TagsAsync(urls));
        using var patch = new HttpRequestMessage(HttpMethod.Patch, $"/api/workflows/{id}/contacts/0")
        {
            Content = new StringContent("""{"company":"Umbrella"}""", Encoding.UTF8, "application/merge-patch+json"),
            Headers = { IfMatch = { EntityTagHeaderValue.Any } },
        };
        using var edited = await api.Http.SendAsync(patch, Ct);
        Assert.Equal(HttpStatusCode.OK, edited.StatusCode);
        Assert.Empty(before.Intersect(await TagsAsync(urls)));
    }

    [Fact]
    public async Task A_row_that_came_compressed_can_be_edited_by_the_tag_it_came_with()
    {
        var id = await CompletedAsync();
        var url = $"/api/workflows/{id}/contacts/0";
        await EditAsync("*", $$"""{"discussion":"{{new string('x', 3000)}}"}""", HttpStatusCode.OK);
        using var plain = await SendAsync(HttpMethod.Get, url);
        using var coded = await SendAsync(HttpMethod.Get, url, ("Accept-Encoding", "br"));
        Assert.Equal(["br"], coded.Content.Headers.ContentEncoding);
        Assert.NotEqual(plain.Headers.ETag, coded.Headers.ETag);
        await EditAsync($"W/{coded.Headers.ETag}", """{"tags":["a"]}""", HttpStatusCode.PreconditionFailed);
        await EditAsync(coded.Headers.ETag!.Tag, """{"tags":["a"]}""", HttpStatusCode.OK);
        await EditAsync(coded.Headers.ETag!.Tag, """{"tags":["b"]}""", HttpStatusCode.PreconditionFailed);
        await EditAsync(plain.Headers.ETag!.Tag, """{"tags":["b"]}""", HttpStatusCode.PreconditionFailed);

        async Task EditAsync(string ifMatch, string body, HttpStatusCode expected)
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, url) { Content = new StringContent(body, Encoding.UTF8, "application/merge-patch+json") };
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
            using var answer = await api.Http.SendAsync(request, Ct);
            Assert.Equal(expected, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_workflow_at_rest_has_a_date_and_what_asks_about_another_version_is_told()
    {
        var id = await CompletedAsync();
        var url = $"/api/workflows/{id}/results";
        var date = await DateAsync(url);
        Assert.Equal((await api.Http.GetAsync(id)).UpdatedAt.ToUnixTimeSeconds(), date.ToUnixTimeSeconds());
        using var same = await SendAsync(HttpMethod.Get, url, ("If-Modified-Since", date.ToString("R", CultureInfo.InvariantCulture)));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        using var earlier = await SendAsync(HttpMethod.Get, url, ("If-Modified-Since", date.AddSeconds(-1).ToString("R", CultureInfo.InvariantCulture)));
        Assert.Equal(HttpStatusCode.OK, earlier.StatusCode);
        using var ifMatch = await SendAsync(HttpMethod.Get, url, ("If-Match", "\"other\""));
        await ifMatch.ProblemAsync(HttpStatusCode.PreconditionFailed, "/problems/stale-version");
        Assert.True(ifMatch.Headers.CacheControl!.NoStore);
        Assert.Null(ifMatch.Headers.ETag);
        using var unmodified = await SendAsync(HttpMethod.Get, url, ("If-Unmodified-Since", date.AddSeconds(-1).ToString("R", CultureInfo.InvariantCulture)));
        await unmodified.ProblemAsync(HttpStatusCode.PreconditionFailed, "/problems/stale-version");
    }

    [Fact]
    public async Task A_recording_is_sent_as_it_is_in_ranges_that_hold_together()
    {
        var wav = Content.Wav(10_000);
        var id = (await api.Http.SubmitAsync(wav, Content.NewName(".wav"))).Id;
        var url = $"/api/workflows/{id}/audio";
        using var whole = await SendAsync(HttpMethod.Get, url, ("Accept-Encoding", "br, gzip"));
        Assert.Equal(wav, await whole.Content.ReadAsByteArrayAsync(Ct));
        Assert.Empty(whole.Content.Headers.ContentEncoding);
        Assert.Equal("private, max-age=3600, immutable", CacheControl(whole));
        var (tag, date) = (whole.Headers.ETag!.ToString(), whole.Content.Headers.LastModified!.Value);

        // RFC 9110, 13.1.5: the part if it is of the same whole, by strong comparison; else all of it.
        foreach (var (ifRange, status) in new[]
        {
            (tag, HttpStatusCode.PartialContent), (date.ToString("R", CultureInfo.InvariantCulture), HttpStatusCode.PartialContent),
            ("\"other\"", HttpStatusCode.OK), ($"W/{tag}", HttpStatusCode.OK), (date.AddDays(-1).ToString("R", CultureInfo.InvariantCulture), HttpStatusCode.OK),
        })
        {
            using var part = await SendAsync(HttpMethod.Get, url, ("Range", "bytes=100-199"), ("If-Range", ifRange));
            Assert.True(part.StatusCode == status, $"If-Range {ifRange}: {part.StatusCode}");
            Assert.Equal(status == HttpStatusCode.OK ? wav : wav[100..200], await part.Content.ReadAsByteArrayAsync(Ct));
        }
        using var beyond = await SendAsync(HttpMethod.Get, url, ("Range", "bytes=10000-"));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
        Assert.Equal("bytes */10000", beyond.Content.Headers.ContentRange!.ToString());
        using var known = await SendAsync(HttpMethod.Get, url, ("If-None-Match", tag), ("Range", "bytes=0-9")); // 13.2.2: step 3 before step 5.
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        using var head = await SendAsync(HttpMethod.Head, url);
        Assert.Equal((10_000, tag), (head.Content.Headers.ContentLength, head.Headers.ETag!.ToString()));
        // A range of anything else is not known here: RFC 9110, 14.2 has it ignored.
        using var other = await SendAsync(HttpMethod.Get, $"/api/workflows/{id}", ("Range", "bytes=0-9"));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Caches_are_told_what_they_may_keep()
    {
        var id = await CompletedAsync();
        foreach (var (url, expected) in new[]
        {
            ("/api/workflows", "private, no-cache"), ($"/api/workflows/{id}/results", "private, no-cache"), ($"/api/workflows/{id}/export?format=txt", "private, no-cache"),
            ("/api/workflows/stats", "private, max-age=5, stale-while-revalidate=60"), ("/api/search?q=hola", "private, max-age=5, stale-while-revalidate=60"),
            ("/api/recording-template", "public, max-age=3600, stale-while-revalidate=86400"), ("/openapi/v1.json", "public, max-age=3600, stale-while-revalidate=86400"),
            ("/api/performance", "no-store"),
        })
        {
            using var answer = await api.Http.GetAsync(url, Ct);
            Assert.Equal((url, expected), (url, CacheControl(answer)));
        }
        foreach (var url in new[] { "/health", "/alive", "/api/nothing", "/api/workflows/42", $"/api/workflows/{Guid.NewGuid()}", "/api/search", $"/api/workflows/{id}/events?after=x" })
        {
            using var answer = await api.Http.GetAsync(url, Ct);
            Assert.True(answer.Headers.CacheControl?.NoStore, $"{url}: {answer.Headers.CacheControl}");
            Assert.Null(answer.Headers.ETag);
        }
        using var stream = await SendAsync(HttpMethod.Get, $"/api/workflows/{id}/events", ("Accept-Encoding", "br"));
        Assert.Equal("no-store", CacheControl(stream));
        Assert.Empty(stream.Content.Headers.ContentEncoding);
        using var headOfStream = await SendAsync(HttpMethod.Head, $"/api/workflows/{id}/events");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, headOfStream.StatusCode);
        Assert.Equal(["GET"], headOfStream.Content.Headers.Allow);
    }

    [Fact]
    public async Task Many_reports_leave_compressed_while_they_are_read()
    {
        var id = await CompletedAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/workflows/export?format=json")
        {
            Content = new StringContent($$"""{"ids":["{{id}}"]}""", Encoding.UTF8, "application/json"),
            Headers = { AcceptEncoding = { new("gzip") } },
        };
        using var answer = await api.Http.SendAsync(request, Ct);
        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        Assert.Equal("no-store", CacheControl(answer));
        var reports = JsonDocument.Parse(ContentCodingTests.Unpacked(await answer.Content.ReadAsByteArrayAsync(Ct), ContentCoding.Gzip)).RootElement;
        Assert.Equal(id, Assert.Single(reports.EnumerateArray()).GetProperty("workflowId").GetGuid());
    }

    [Fact]
    public void Every_route_that_answers_get_has_a_row_in_the_table()
    {
        var patterns = api.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true).Select(e => e.RoutePattern.RawText!).ToList();
        Assert.Contains("/api/search", patterns);
        Assert.DoesNotContain(patterns, p => AnswerRules.Find(p) is null); // A new route: say in AnswerRules how long its answers may be kept.
    }

    private static string[] Urls(Guid id) =>
    [
        $"/api/workflows/{id}", $"/api/workflows/{id}/results", $"/api/workflows/{id}/transcript", $"/api/workflows/{id}/contacts/0", $"/api/workflows/{id}/export?format=csv",
        $"/api/workflows/{id}/export?format=json", $"/api/workflows/{id}/export?format=srt", "/api/workflows?limit=1&sort=createdAt", "/api/recording-template", "/openapi/v1.json",
    ];

    private async Task<Guid> CompletedAsync()
    {
        var lines = Enumerable.Range(0, 30).Select(i => $"hola número {i} {Guid.NewGuid()}").ToArray();
        var id = (await api.Http.SubmitAsync(Content.Text(lines), Content.NewName())).Id;
        await api.Http.WatchAsync(id);
        await DateAsync($"/api/workflows/{id}");
        return id;
    }

    // There is none in the second of the change: it comes with the next.
    private async Task<DateTimeOffset> DateAsync(string url)
    {
        while (true)
        {
            using var answer = await api.Http.GetAsync(url, Ct);
            if (answer.Content.Headers.LastModified is { } date)
            {
                return date;
            }
            await Task.Delay(50, Ct);
        }
    }

    private async Task<List<string>> TagsAsync(string[] urls)
    {
        var tags = new List<string>();
        foreach (var url in urls)
        {
            using var answer = await api.Http.GetAsync(url, Ct);
            tags.Add($"{url} {answer.Headers.ETag}");
        }
        return tags;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, url);
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }
        return await api.Http.SendAsync(request, Ct);
    }

    private static string CacheControl(HttpResponseMessage answer) => string.Join(", ", answer.Headers.NonValidated["Cache-Control"]);

    private static List<string> Fields(HttpResponseMessage answer) =>
        [.. answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated).Where(h => h.Key is not ("Date" or "Age")).Select(h => $"{h.Key}: {h.Value}").Order()];
}
