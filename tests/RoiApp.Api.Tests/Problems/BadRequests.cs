using System.Text;
using RoiApp.Api.Tests.Hosting;

namespace RoiApp.Api.Tests.Problems;

/// <summary>A request that is wrong in one way, and what is said to it.</summary>
/// <param name="Route">As the interface's description names it.</param>
/// <param name="Path">{done} is a completed workflow, {missing} none, {theirs} another owner's, {cursor} one of the plain list.</param>
/// <param name="Problem">Slug of the type.</param>
/// <param name="Field">Null where no field is at fault.</param>
/// <param name="Header">One that belongs to such a request, such as an edit's <c>If-Match</c>: name, colon, value.</param>
internal sealed record BadRequest(string Route, string Path, string Problem, string? Field = null, HttpContent? Content = null, string? Header = null)
{
    public override string ToString() => $"{Route} {Path.Replace("\0", "\\0", StringComparison.Ordinal)} {Problem} {Field}";
}

/// <summary>Every way that we know to ask for something wrongly, route by route.</summary>
internal static class BadRequests
{
    private static readonly string s_long = new('x', 201);

    /// <summary>Routes whose every id may be missing or another's.</summary>
    private static readonly string[] s_ofOne =
    [
        "GET /api/workflows/{id}", "DELETE /api/workflows/{id}", "POST /api/workflows/{id}/cancel", "POST /api/workflows/{id}/retry", "GET /api/workflows/{id}/results",
        "GET /api/workflows/{id}/transcript", "GET /api/workflows/{id}/audio", "GET /api/workflows/{id}/export", "GET /api/workflows/{id}/events",
    ];

    public static IEnumerable<BadRequest> All =>
    [
        .. s_ofOne.SelectMany(OfOne),
        .. List(), .. Actions(), .. Many("cancel"), .. Many("retry"), .. Many("delete"), .. Merge(), .. Export(), .. Contacts(), .. Search(), .. Upload("POST /api/workflows"), .. Upload("POST /api/workflows/batch"), .. Resumable(),
        new("GET /api/workflows/stats", "/api/workflows/stats/x", "not-found"),
        new("GET /api/recording-template", "/api/recording-template/x", "not-found"),
        new("GET /api/events", "/api/events?after=-1", "invalid-field", "after"),
        new("GET /api/events", "/api/events?after=99999999999999999999", "invalid-field", "after"),
        new("GET /api/events", "/api/events", "invalid-field", "Last-Event-ID", Header: "Last-Event-ID: x"),
        new("GET /ws", "/ws", "upgrade-required"),
        new("GET /ws", "/ws", "origin-refused", "Origin", Header: "Origin: https://elsewhere.example"),
        new("GET /ws", "/ws?after=x", "invalid-field", "after"),
        new("GET /ws", "/ws?feed=some", "invalid-field", "feed"),
        new("GET /api/workflows/{id}", "/api/workflows/{done}?fields=id,secret", "invalid-field", "fields"),
        new("GET /api/workflows", "/api/workflows?fields=id,", "invalid-field", "fields"),
        new("GET /api/search", "/api/search?q=a&fields=Text", "invalid-field", "fields"),
        new("GET /api/performance", "/api/performance/x", "not-found"),
        new("GET /api/cache/stats", "/api/cache/stats/x", "not-found"),
        new("POST /api/cache/clear", "/api/cache/clear?family=memos", "invalid-field", "family"),
        new("GET /api/capabilities", "/api/capabilities/x", "not-found"),
        new("PUT /api/workflows", "/api/workflows", "method-not-allowed"),
        new("GET /api/nothing", "/api/nothing", "not-found"),
    ];

    private static IEnumerable<BadRequest> OfOne(string route)
    {
        var path = route[route.IndexOf('/', StringComparison.Ordinal)..];
        var query = path.EndsWith("/export", StringComparison.Ordinal) ? "?format=csv" : "";
        yield return new(route, path.Replace("{id}", "{missing}", StringComparison.Ordinal) + query, "workflow-not-found");
        yield return new(route, path.Replace("{id}", "{theirs}", StringComparison.Ordinal) + query, "workflow-not-found");
        yield return new(route, path.Replace("{id}", "42", StringComparison.Ordinal), "not-found");
        yield return new(route, path.Replace("{id}", "'%20OR%20''='", StringComparison.Ordinal), "not-found");
    }

    // What only shows once there is an upload is proven by the tests of uploads.
    private static IEnumerable<BadRequest> Resumable()
    {
        const string Tus = "Tus-Resumable: 1.0.0";
        yield return new("POST /api/uploads", "/api/uploads", "unsupported-tus-version", "Tus-Resumable");
        yield return new("POST /api/uploads", "/api/uploads", "unsupported-tus-version", "Tus-Resumable", Header: "Tus-Resumable: 2.0.0");
        yield return new("POST /api/uploads", "/api/uploads", "invalid-field", "file", Header: Tus);
        yield return new("PATCH /api/uploads/{id}", "/api/uploads/{missing}", "unsupported-media-type", "Content-Type", Header: Tus);
        yield return new("PATCH /api/uploads/{id}", "/api/uploads/42", "not-found", Header: Tus);
        yield return new("DELETE /api/uploads/{id}", "/api/uploads/{missing}", "upload-not-found", Header: Tus);
        yield return new("POST /api/uploads/{id}", "/api/uploads/{missing}", "invalid-field", "X-HTTP-Method-Override", Header: Tus);
    }

    private static IEnumerable<BadRequest> List()
    {
        foreach (var (query, field) in new[]
        {
            ("limit=0", "limit"), ("limit=101", "limit"), ("limit=-1", "limit"), ("limit=many", "limit"), ("limit=99999999999999999999", "limit"), ("limit=1.5", "limit"),
            ("status=done", "status"), ("status=Completed", "status"), ("status=%00", "status"), ("language=english", "language"), ("language=e%0As", "language"),
            ($"q={s_long}", "q"), ("q=a%00b", "q"), ("from=yesterday", "from"), ("from=2026-02-30", "from"), ("from=0001-01-01", "from"), ("to=9999-12-31", "to"), ("to=2026-11-25T25:00:00Z", "to"),
            ("from=2026-11-02&to=2026-11-01", "to"), ("sort=size", "sort"), ("sort=-Name", "sort"),
        })
        {
            yield return new("GET /api/workflows", $"/api/workflows?{query}", "invalid-field", field);
        }
        foreach (var cursor in new[] { "elsewhere", "%00", "MTIzNDU2Nzg5MC5hYmM", new string('A', 4000), "{cursor}x", "{cursor}&sort=name", "{cursor}&status=completed", "{cursor}&q=x" })
        {
            yield return new("GET /api/workflows", $"/api/workflows?cursor={cursor}", "invalid-cursor", "cursor");
        }
    }

    private static IEnumerable<BadRequest> Actions() =>
    [
        new("POST /api/workflows/{id}/cancel", "/api/workflows/{done}/cancel", "wrong-state"),
        new("POST /api/workflows/{id}/retry", "/api/workflows/{done}/retry", "wrong-state"),
        new("GET /api/workflows/{id}/export", "/api/workflows/{done}/export", "invalid-field", "format"),
        new("GET /api/workflows/{id}/export", "/api/workflows/{done}/export?format=docx", "invalid-field", "format"),
        new("GET /api/workflows/{id}/events", "/api/workflows/{done}/events?after=-1", "invalid-field", "after"),
        new("GET /api/workflows/{id}/events", "/api/workflows/{done}/events?after=first", "invalid-field", "after"),
    ];

    private static IEnumerable<BadRequest> Many(string action)
    {
        var route = $"POST /api/workflows/{action}";
        return Bodies(route, $"/api/workflows/{action}", ("{}", "ids"), ("""{"ids":[]}""", "ids"), ($$"""{"ids":[{{Ids(101)}}]}""", "ids"));
    }

    private static IEnumerable<BadRequest> Merge()
    {
        var two = $"\"ids\":[{Ids(2)}]";
        return
        [
            .. Bodies("POST /api/workflows/merge", "/api/workflows/merge", ($$"""{"ids":[{{Ids(1)}}]}""", "ids"), ($$"""{"ids":[{{Ids(21)}}]}""", "ids"),
                ($$"""{ {{two}}, "name":"{{s_long}}"}""", "name"), ($$"""{ {{two}}, "name":"a\u0007b"}""", "name"), ($$"""{ {{two}}, "name":7}""", "name")),
            new("POST /api/workflows/merge", "/api/workflows/merge", "workflow-not-found", "ids", Json($$"""{ {{two}} }""")),
            new("POST /api/workflows/merge", "/api/workflows/merge", "workflow-not-found", "ids", Json("""{"ids":["{done}","{theirs}"]}""")),
            new("POST /api/workflows/merge", "/api/workflows/merge?format=xlsx", "invalid-field", "format", Json($$"""{ {{two}} }""")),
        ];
    }

    private static IEnumerable<BadRequest> Export() =>
    [
        .. Bodies("POST /api/workflows/export", "/api/workflows/export", ("{}", "ids"), ("""{"ids":[]}""", "ids"), ($$"""{"filter":{ },"ids":[{{Ids(1)}}]}""", "ids"), ($$"""{"ids":[{{Ids(1001)}}]}""", "ids"),
            ("""{"filter":{"status":"done"}}""", "status"), ("""{"filter":{"from":"soon"}}""", "from"), ("""{"filter":{"language":"?"}}""", "language"), ("""{"filter":{"size":1}}""", "filter.size")),
        new("POST /api/workflows/export", "/api/workflows/export", "workflow-not-found", "ids", Json("""{"ids":["{done}","{missing}"]}""")),
        new("POST /api/workflows/export", "/api/workflows/export?format=srt", "invalid-field", "format", Json("""{"filter":{}}""")),
    ];

    private static IEnumerable<BadRequest> Contacts()
    {
        const string get = "GET /api/workflows/{id}/contacts/{index}";
        const string patch = "PATCH /api/workflows/{id}/contacts/{index}";
        const string path = "/api/workflows/{done}/contacts/0";
        yield return new(get, "/api/workflows/{done}/contacts/99", "contact-not-found");
        yield return new(get, "/api/workflows/{done}/contacts/-1", "contact-not-found");
        yield return new(get, "/api/workflows/{done}/contacts/first", "not-found");
        yield return new(get, "/api/workflows/{done}/contacts/99999999999", "not-found");
        yield return new(get, "/api/workflows/{theirs}/contacts/0", "contact-not-found");
        yield return new(patch, "/api/workflows/{done}/contacts/99", "contact-not-found", null, Json("{}"), Header: "If-Match: *");
        yield return new(patch, "/api/workflows/{missing}/contacts/0", "workflow-not-found", null, Json("{}"), Header: "If-Match: *");
        yield return new(patch, "/api/workflows/{theirs}/contacts/0", "workflow-not-found", null, Json("{}"), Header: "If-Match: *");
        yield return new(patch, path, "version-required", "If-Match", Json("{}"));
        yield return new(patch, path, "stale-version", null, Json("{}"), Header: "If-Match: \"of-another-day\"");
        yield return new(patch, path, "stale-version", null, Json("{}"), Header: "If-Match: W/\"of-another-day\"");
        yield return new(patch, path, "invalid-field", "If-Match", Json("{}"), Header: "If-Match: no quotes");
        yield return new(patch, path, "unsupported-media-type", null, new StringContent("name=x", Encoding.UTF8, "application/x-www-form-urlencoded"), Header: "If-Match: *");
        yield return new(patch, path, "request-too-large", null, Json($"{{\"name\":\"{new string('x', 300_000)}\"}}"), Header: "If-Match: *");
        foreach (var body in new[] { "", "{", "[]", "null", "7", "{\"name\":\"a\",\"name\":\"b\"}", "{\"tags\":[[[[[[[[[[1]]]]]]]]]]}", "{\"name\":\"\u0001\"}" })
        {
            yield return new(patch, path, "invalid-request", null, Json(body), Header: "If-Match: *");
        }
        foreach (var field in new[] { "name", "company", "position", "discussion", "contactType", "priority" })
        {
            foreach (var value in new[] { "7", "true", "[]", "{}", $"\"{new string('x', 5001)}\"", "\"a\\u0000b\"" })
            {
                yield return new(patch, path, "invalid-field", field, Json($"{{\"{field}\":{value}}}"), Header: "If-Match: *");
            }
        }
        foreach (var field in new[] { "actionItems", "tags" })
        {
            foreach (var value in new[] { "7", "\"x\"", "{}", "[7]", $"[\"{new string('x', 501)}\"]", $"[{string.Join(',', Enumerable.Repeat("\"x\"", 51))}]", "[\"a\\nb\"]" })
            {
                yield return new(patch, path, "invalid-field", field, Json($"{{\"{field}\":{value}}}"), Header: "If-Match: *");
            }
        }
        yield return new(patch, path, "invalid-field", "workflowId", Json("""{"workflowId":"x"}"""), Header: "If-Match: *");
    }

    private static IEnumerable<BadRequest> Search()
    {
        foreach (var (query, field) in new[] { ("", "q"), ("q=%20", "q"), ($"q={s_long}", "q"), ("q=a&limit=51", "limit"), ("q=a&limit=x", "limit"), ("q=a&language=%27--", "language") })
        {
            yield return new("GET /api/search", $"/api/search?{query}", "invalid-field", field);
        }
        foreach (var cursor in new[] { "x", "{cursor}", "%00" })
        {
            yield return new("GET /api/search", $"/api/search?q=a&cursor={cursor}", "invalid-cursor", "cursor");
        }
    }

    private static IEnumerable<BadRequest> Upload(string route)
    {
        var path = route[5..];
        yield return new(route, path, "file-missing", "file", new MultipartFormDataContent { { new StringContent("x"), "name" } });
        yield return new(route, path, "unsupported-media-type", null, Json("{}"));
        foreach (var (field, value) in new[] { ("name", s_long), ("name", "a\u0007b"), ("language", "english"), ("targetLanguage", "auto"), ("priority", "urgent") })
        {
            yield return new(route, path, "invalid-field", field, ApiCalls.Form(Hosting.Content.Text("x"), "a.txt", (field, value)));
        }
        if (path == "/api/workflows")
        {
            yield return new(route, path, "empty-file", "file", ApiCalls.Form([], "a.txt"));
            yield return new(route, path, "unsupported-type", "file", ApiCalls.Form([1], "a.exe"));
            yield return new(route, path, "content-mismatch", "file", ApiCalls.Form(Hosting.Content.Text("no recording"), "a.wav"));
            yield return new(route, path, "upload-too-large", "file", ApiCalls.Form(Hosting.Content.Wav(1_000_001), "a.wav"));
        }
        else
        {
            var many = new MultipartFormDataContent();
            for (var i = 0; i < 21; i++)
            {
                many.Add(new ByteArrayContent([65]), "file", "a.txt");
            }
            yield return new(route, path, "too-many-files", "file", many);
        }
    }

    /// <summary>What is wrong with any JSON body, and with this route's.</summary>
    private static IEnumerable<BadRequest> Bodies(string route, string path, params (string Body, string Field)[] own) =>
    [
        new(route, path, "unsupported-media-type", null, new StringContent("{}", Encoding.UTF8, "text/plain")),
        new(route, path, "unsupported-media-type"),
        new(route, path, "request-too-large", null, Json($"{{\"ids\":[\"{new string('x', 300_000)}\"]}}")),
        .. new[] { "", "{", "null", "[]", "7", "\u0001" }.Select(body => new BadRequest(route, path, "invalid-request", null, Json(body))),
        new(route, path, "invalid-field", "ids", Json("""{"ids":"all"}""")),
        new(route, path, "invalid-field", "ids[0]", Json("""{"ids":["42"]}""")),
        new(route, path, "invalid-field", "ids[1]", Json($$"""{"ids":[{{Ids(1)}}, null]}""")),
        new(route, path, "invalid-field", "everything", Json("""{"everything":true}""")),
        .. own.Select(each => new BadRequest(route, path, "invalid-field", each.Field, Json(each.Body))),
    ];

    private static string Ids(int count) => string.Join(',', Enumerable.Range(0, count).Select(_ => $"\"{Guid.NewGuid()}\""));

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
