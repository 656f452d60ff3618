using System.Net;
using System.Security.Cryptography;
using System.Text;
using RoiApp.Api.Tests.Hosting;
using Xunit;
using static RoiApp.Api.Tests.Intake.Uploads.TusRequests;

namespace RoiApp.Api.Tests.Intake.Uploads;

public sealed class TusProtocolOnSqliteTests(SqliteApi api) : TusProtocolTests(api), IClassFixture<SqliteApi>;

public sealed class TusProtocolOnPostgresTests(PostgresApi api) : TusProtocolTests(api), IClassFixture<PostgresApi>;

/// <summary>The clauses of tus 1.0.0 (tus.io/protocols/resumable-upload), each at the test that holds us to it.</summary>
public abstract class TusProtocolTests(ApiFixture api)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private HttpClient Http => api.Http;

    private string[] PartsOf(string place) =>
        Directory.CreateDirectory(Path.Combine(api.Directory, "audio", "incoming")).GetFiles($"{Guid.Parse(place[^36..]):N}*").Select(f => f.Name).ToArray();

    // "A successful response indicated by the 204 No Content or 200 OK status MUST contain the Tus-Version header."
    // "The Client SHOULD NOT include the Tus-Resumable header in the request and the Server MUST ignore the header."
    [Fact]
    public async Task Options_describe_the_server_to_whoever_asks()
    {
        using var response = await Http.SendTusAsync(Tus(HttpMethod.Options, "/api/uploads", ("Tus-Resumable", "0.2.2")));
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("1.0.0", response.One("Tus-Version"));
        Assert.Equal("1000000", response.One("Tus-Max-Size"));
        Assert.Equal("sha1,sha256,crc32", response.One("Tus-Checksum-Algorithm"));
        Assert.Equal("creation,creation-defer-length,creation-with-upload,checksum,expiration,termination", response.One("Tus-Extension"));
    }

    // "If the version specified by the Client is not supported by the Server, it MUST respond with the 412 Precondition Failed status and MUST
    // include the Tus-Version header into the response. In addition, the Server MUST NOT process the request."
    [Theory]
    [InlineData("0.2.2")]
    [InlineData("")]
    public async Task Another_version_is_refused_and_changes_nothing(string version)
    {
        var text = Content.Text("twelve bytes");
        var place = await Http.CreateUploadAsync(text.Length, Content.NewName());
        using var response = await Http.SendTusAsync(Patch(place, 0, text, ("Tus-Resumable", version)));
        await response.ProblemAsync(HttpStatusCode.PreconditionFailed, "/problems/unsupported-tus-version");
        Assert.Equal("1.0.0", response.One("Tus-Version"));
        Assert.Equal(0, await Http.OffsetAsync(place));
    }

    // "The Server MUST always include the Upload-Offset header in the response for a HEAD request, even if the offset is 0, or the upload is already
    // considered completed. If the size of the upload is known, the Server MUST include the Upload-Length header in the response."
    // "The Server MUST prevent the client and/or proxies from caching the response by adding the Cache-Control: no-store header to the response."
    // "If an upload contains additional metadata, responses to HEAD requests MUST include the Upload-Metadata header and its value as specified by the Client."
    [Fact]
    public async Task A_file_goes_up_in_parts_and_becomes_a_workflow()
    {
        var wav = Content.Wav(300_000);
        var name = Content.NewName(".wav");
        var place = await Http.CreateUploadAsync(wav.Length, name, ("name", "Cena con Ana"), ("language", "es-MX"), ("targetLanguage", "none"), ("priority", "high"), ("private", ""));
        using (var head = await Http.HeadAsync(place))
        {
            Assert.Equal(HttpStatusCode.NoContent, head.StatusCode);
            Assert.Equal((0, "300000", "no-store"), (head.Offset(), head.One("Upload-Length"), head.One("Cache-Control")));
            Assert.Equal(Metadata(("filename", name), ("name", "Cena con Ana"), ("language", "es-MX"), ("targetLanguage", "none"), ("priority", "high"), ("private", "")), head.One("Upload-Metadata"));
            Assert.Null(head.One("Roi-Workflow"));
        }
        // "It MUST include the Upload-Offset header containing the new offset. The new offset MUST be the sum of the offset before the PATCH request and
        // the number of bytes received and processed or stored during the current PATCH request."
        using (var first = await Http.SendTusAsync(Patch(place, 0, wav[..1000])))
        {
            Assert.Equal((HttpStatusCode.NoContent, 1000), (first.StatusCode, first.Offset()));
        }
        Assert.Equal(1000, await Http.OffsetAsync(place));
        using var last = await Http.SendTusAsync(Patch(place, 1000, wav[1000..]));
        Assert.Equal((HttpStatusCode.NoContent, wav.Length), (last.StatusCode, last.Offset()));
        using var after = await Http.HeadAsync(place);
        Assert.Equal(wav.Length, after.Offset());
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(wav));
        Assert.All([last, after], r => Assert.Equal((sha256, "false"), (r.One("Roi-Content-Sha256"), r.One("Roi-Content-Known"))));
        Assert.Equal(last.Workflow(), after.Workflow());
        var workflow = await Http.GetAsync(last.Workflow());
        Assert.Equal(("Cena con Ana", name, "es-MX", null, "high", sha256), (workflow.Name, workflow.FileName, workflow.Language, workflow.TargetLanguage, workflow.Priority, workflow.ContentSha256));
        Assert.Equal(wav, await Http.GetByteArrayAsync($"/api/workflows/{workflow.Id}/audio", Ct));
        Assert.Empty(PartsOf(place));
    }

    // "The Upload-Offset header's value MUST be equal to the current offset of the resource. […] If the offsets do not match, the Server MUST respond with
    // the 409 Conflict status without modifying the upload resource."
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(12)]
    public async Task A_wrong_offset_is_refused_and_the_right_one_told(int offset)
    {
        var text = Content.Text("twelve bytes");
        var place = await Http.CreateUploadAsync(text.Length, Content.NewName());
        (await Http.SendTusAsync(Patch(place, 0, text[..5]))).Dispose();
        using var response = await Http.SendTusAsync(Patch(place, offset, text[5..]));
        await response.ProblemAsync(HttpStatusCode.Conflict, "/problems/offset-mismatch");
        Assert.Equal(5, response.Offset());
        Assert.Equal(5, await Http.OffsetAsync(place));
    }

    [Fact]
    public async Task The_last_part_sent_again_makes_no_second_workflow()
    {
        var text = Content.Text("said once");
        var place = await Http.CreateUploadAsync(text.Length, Content.NewName());
        using var once = await Http.SendTusAsync(Patch(place, 0, text));
        using var again = await Http.SendTusAsync(Patch(place, 0, text));
        await again.ProblemAsync(HttpStatusCode.Conflict, "/problems/offset-mismatch");
        Assert.Equal((text.Length, once.Workflow()), (again.Offset(), again.Workflow()));
        using var nothing = await Http.SendTusAsync(Patch(place, text.Length, []));
        Assert.Equal((HttpStatusCode.NoContent, once.Workflow()), (nothing.StatusCode, nothing.Workflow()));
    }

    // "All PATCH requests MUST use Content-Type: application/offset+octet-stream, otherwise the server SHOULD return a 415 Unsupported Media Type status."
    [Fact]
    public async Task Another_content_type_is_refused()
    {
        var place = await Http.CreateUploadAsync(5, Content.NewName());
        var request = Patch(place, 0, "hello"u8.ToArray());
        request.Content!.Headers.ContentType = new("text/plain");
        using var response = await Http.SendTusAsync(request);
        await response.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "/problems/unsupported-media-type");
        Assert.Equal(0, await Http.OffsetAsync(place));
    }

    // "If the resource is not found, the Server SHOULD return either the 404 Not Found, 410 Gone or 403 Forbidden status without the Upload-Offset header."
    [Theory]
    [InlineData("HEAD")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task An_upload_that_is_not_there_is_not_found(string method)
    {
        var place = $"/api/uploads/{Guid.CreateVersion7()}";
        using var response = await Http.SendTusAsync(method == "PATCH" ? Patch(place, 0, [1]) : Tus(new(method), place));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Null(response.One("Upload-Offset"));
        Assert.Empty(PartsOf(place));
    }

    // "The X-HTTP-Method-Override request header MUST be a string which MUST be interpreted as the request's method by the Server, if the header is presented."
    [Fact]
    public async Task A_post_can_stand_for_the_other_methods()
    {
        var text = Content.Text("by post");
        var place = await Http.CreateUploadAsync(text.Length, Content.NewName());
        var patch = Patch(place, 0, text[..3], ("X-HTTP-Method-Override", "PATCH"));
        patch.Method = HttpMethod.Post;
        using var patched = await Http.SendTusAsync(patch);
        Assert.Equal((HttpStatusCode.NoContent, 3), (patched.StatusCode, patched.Offset()));
        using var head = await Http.SendTusAsync(Tus(HttpMethod.Post, place, ("X-HTTP-Method-Override", "HEAD")));
        Assert.Equal(3, head.Offset());
        using var other = await Http.SendTusAsync(Tus(HttpMethod.Post, place, ("X-HTTP-Method-Override", "TRACE")));
        await other.ProblemAsync(HttpStatusCode.BadRequest, "/problems/invalid-field");
        using var delete = await Http.SendTusAsync(Tus(HttpMethod.Post, place, ("X-HTTP-Method-Override", "DELETE")));
        Assert.Equal(HttpStatusCode.NoContent, delete.StatusCode);
    }

    // "When receiving a DELETE request for an existing upload the Server SHOULD free associated resources and MUST respond with the 204 No Content status
    // confirming that the upload was terminated. For all future requests to this URL, the Server SHOULD respond with the 404 Not Found or 410 Gone status."
    [Fact]
    public async Task A_terminated_upload_leaves_nothing_and_a_finished_one_its_workflow()
    {
        var place = await Http.CreateUploadAsync(10, Content.NewName());
        (await Http.SendTusAsync(Patch(place, 0, "hello"u8.ToArray()))).Dispose();
        using var gone = await Http.SendTusAsync(Tus(HttpMethod.Delete, place));
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        using var after = await Http.HeadAsync(place);
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
        Assert.Empty(PartsOf(place));

        var finished = await Http.CreateUploadAsync(5, Content.NewName());
        using var last = await Http.SendTusAsync(Patch(finished, 0, "hello"u8.ToArray()));
        (await Http.SendTusAsync(Tus(HttpMethod.Delete, finished))).Dispose();
        Assert.Equal(last.Workflow(), (await Http.GetAsync(last.Workflow())).Id);
    }

    // "The Client MAY include either the entirety or a chunk of the upload data in the body of the POST request. […] The Server […] MUST include the
    // Upload-Offset header in the response and MUST set its value to the offset of the upload after applying the accepted bytes."
    [Theory]
    [InlineData(4)]
    [InlineData(11)]
    public async Task Creation_may_bring_the_first_bytes(int bytes)
    {
        var text = Content.Text("hello world");
        var request = Tus(HttpMethod.Post, "/api/uploads", ("Upload-Length", "11"), ("Upload-Metadata", Metadata(("filename", Content.NewName()))));
        request.Content = Bytes(text[..bytes]);
        using var response = await Http.SendTusAsync(request);
        Assert.Equal((HttpStatusCode.Created, bytes), (response.StatusCode, response.Offset()));
        Assert.Equal(bytes == text.Length, response.One("Roi-Workflow") is not null);
        Assert.Equal(bytes, await Http.OffsetAsync(response.Headers.Location!.OriginalString));
    }

    // "As long as the length of the upload is not known, the Server MUST set Upload-Defer-Length: 1 in all responses to HEAD requests."
    // "Once it is known the Client MUST set the Upload-Length header in the next PATCH request. Once set the length MUST NOT be changed."
    [Fact]
    public async Task The_length_may_be_told_later_and_only_once()
    {
        using var created = await Http.SendTusAsync(Tus(HttpMethod.Post, "/api/uploads", ("Upload-Defer-Length", "1"), ("Upload-Metadata", Metadata(("filename", Content.NewName())))));
        var place = created.Headers.Location!.OriginalString;
        (await Http.SendTusAsync(Patch(place, 0, "hello"u8.ToArray()))).Dispose();
        using var head = await Http.HeadAsync(place);
        Assert.Equal((5, "1", null), (head.Offset(), head.One("Upload-Defer-Length"), head.One("Upload-Length")));
        using var tooLong = await Http.SendTusAsync(Patch(place, 5, "!"u8.ToArray(), ("Upload-Length", "1000001")));
        await tooLong.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "/problems/upload-too-large");
        using var tooShort = await Http.SendTusAsync(Patch(place, 5, "!"u8.ToArray(), ("Upload-Length", "4")));
        await tooShort.ProblemAsync(HttpStatusCode.BadRequest, "/problems/invalid-field");
        (await Http.SendTusAsync(Patch(place, 5, ","u8.ToArray(), ("Upload-Length", "12")))).Dispose();
        using var changed = await Http.SendTusAsync(Patch(place, 6, " "u8.ToArray(), ("Upload-Length", "13")));
        await changed.ProblemAsync(HttpStatusCode.BadRequest, "/problems/invalid-field");
        using var last = await Http.SendTusAsync(Patch(place, 6, " world"u8.ToArray()));
        Assert.Equal("hello, world", await Http.GetStringAsync($"/api/workflows/{last.Workflow()}/audio", Ct));
    }

    // "Once the entire request has been received, the Server MUST verify the uploaded chunk against the provided checksum using the specified algorithm. […]
    // 400 Bad Request if the checksum algorithm is not supported by the server, 460 Checksum Mismatch if the checksums mismatch […]. In the first two cases
    // the uploaded chunk MUST be discarded, and the upload and its offset MUST NOT be updated."
    [Theory]
    [InlineData("sha1", "Kq5sNclPz7QV2+lfQIuc6R7oRu0=")]
    [InlineData("sha256", "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=")]
    [InlineData("crc32", "DUoRhQ==")]
    public async Task A_checksum_is_held_against_the_bytes(string algorithm, string ofHelloWorld)
    {
        var place = await Http.CreateUploadAsync(22, Content.NewName());
        using (var right = await Http.SendTusAsync(Patch(place, 0, "hello world"u8.ToArray(), ("Upload-Checksum", $"{algorithm} {ofHelloWorld}"))))
        {
            Assert.Equal((HttpStatusCode.NoContent, 11), (right.StatusCode, right.Offset()));
        }
        using (var wrong = await Http.SendTusAsync(Patch(place, 11, "jello world"u8.ToArray(), ("Upload-Checksum", $"{algorithm} {ofHelloWorld}"))))
        {
            await wrong.ProblemAsync((HttpStatusCode)460, "/problems/checksum-mismatch");
        }
        Assert.Equal(11, await Http.OffsetAsync(place));
        using var last = await Http.SendTusAsync(Patch(place, 11, "hello world"u8.ToArray(), ("Upload-Checksum", $"{algorithm} {ofHelloWorld}")));
        Assert.Equal("hello worldhello world", await Http.GetStringAsync($"/api/workflows/{last.Workflow()}/audio", Ct));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("hello worldhello world"u8)), last.One("Roi-Content-Sha256"));
    }

    [Theory]
    [InlineData("md5 XrY7u+Ae7tCTyyK7j1rNww==")]
    [InlineData("SHA1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=")]
    [InlineData("sha1 not-base64")]
    [InlineData("sha1 DUoRhQ==")]
    [InlineData("sha1")]
    public async Task A_checksum_that_cannot_be_read_is_refused(string header)
    {
        var place = await Http.CreateUploadAsync(11, Content.NewName());
        using var response = await Http.SendTusAsync(Patch(place, 0, "hello world"u8.ToArray(), ("Upload-Checksum", header)));
        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest, "/problems/invalid-field");
        Assert.Equal("Upload-Checksum", problem.GetProperty("field").GetString());
        Assert.Equal(0, await Http.OffsetAsync(place));
    }

    // "This header MUST be included in every PATCH response if the upload is going to expire. If the expiration is known at the creation, the Upload-Expires
    // header MUST be included in the response to the initial POST request."
    [Fact]
    public async Task An_unfinished_upload_says_when_it_expires_and_a_finished_one_does_not()
    {
        var request = Tus(HttpMethod.Post, "/api/uploads", ("Upload-Length", "10"), ("Upload-Metadata", Metadata(("filename", Content.NewName()))));
        using var created = await Http.SendTusAsync(request);
        var place = created.Headers.Location!.OriginalString;
        using var patched = await Http.SendTusAsync(Patch(place, 0, "hello"u8.ToArray()));
        Assert.All([created, patched], r => Assert.InRange(DateTimeOffset.ParseExact(r.One("Upload-Expires")!, "R", null), DateTimeOffset.UtcNow.AddHours(23), DateTimeOffset.UtcNow.AddHours(24)));
        using var last = await Http.SendTusAsync(Patch(place, 5, "world"u8.ToArray()));
        Assert.Null(last.One("Upload-Expires"));
    }

    public static TheoryData<string, string, int, string, string> BadCreations { get; } = new()
    {
        { "", "filename bS50eHQ=", 400, "/problems/invalid-field", "Upload-Length" },
        { "-1", "filename bS50eHQ=", 400, "/problems/invalid-field", "Upload-Length" },
        { "12 bytes", "filename bS50eHQ=", 400, "/problems/invalid-field", "Upload-Length" },
        { "99999999999999999999", "filename bS50eHQ=", 400, "/problems/invalid-field", "Upload-Length" },
        { "0", "filename bS50eHQ=", 400, "/problems/empty-file", "file" },
        { "1000001", "filename bS50eHQ=", 413, "/problems/upload-too-large", "file" },
        { "5", "", 400, "/problems/invalid-field", "file" },
        { "5", "filename", 400, "/problems/invalid-field", "file" },
        { "5", "filename bS5leGU=", 415, "/problems/unsupported-type", "file" },
        { "5", "filename not-base64", 400, "/problems/invalid-field", "filename" },
        { "5", "filename bS50eHQ=,name /////w==", 400, "/problems/invalid-field", "name" },
        { "5", "filename bS50eHQ=,name YQpi", 400, "/problems/invalid-field", "name" },
        { "5", "filename bS50eHQ=,filename bS50eHQ=", 400, "/problems/invalid-field", "Upload-Metadata" },
        { "5", "filename bS50eHQ=,", 400, "/problems/invalid-field", "Upload-Metadata" },
        { "5", "filename bS50eHQ= bS50eHQ=", 400, "/problems/invalid-field", "Upload-Metadata" },
        { "5", "filename bS50eHQ=,n\u00E4me YQ==", 400, "/problems/invalid-field", "Upload-Metadata" },
        { "5", "filename bS50eHQ=,priority dXJnZW50", 400, "/problems/invalid-field", "priority" },
        { "5", "filename bS50eHQ=,language Li4vLi4=", 400, "/problems/invalid-field", "language" },
    };

    [Theory]
    [MemberData(nameof(BadCreations))]
    public async Task What_is_wrong_is_told_before_the_first_byte(string length, string metadata, int status, string type, string field)
    {
        (string, string)[] headers = [("Upload-Metadata", metadata), .. length.Length > 0 ? [("Upload-Length", length)] : Array.Empty<(string, string)>()];
        using var sending = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 }) { BaseAddress = Http.BaseAddress };
        using var response = await sending.SendTusAsync(Tus(HttpMethod.Post, "/api/uploads", [.. headers.Where(h => h.Item2.Length > 0)]));
        var problem = await response.ProblemAsync((HttpStatusCode)status, type);
        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("Upload-Defer-Length", "2")]
    [InlineData("Upload-Defer-Length", "1", "Upload-Length", "5")]
    public async Task A_deferred_length_is_said_as_tus_says_it(params string[] headers)
    {
        using var response = await Http.SendTusAsync(Tus(HttpMethod.Post, "/api/uploads",
            [("Upload-Metadata", Metadata(("filename", "a.txt"))), .. headers.Chunk(2).Select(h => (h[0], h[1]))]));
        await response.ProblemAsync(HttpStatusCode.BadRequest, "/problems/invalid-field");
    }

    [Fact]
    public async Task The_name_of_a_file_is_a_label_and_never_a_path()
    {
        var place = await Http.CreateUploadAsync(5, "../../etc/cron.d/memo.txt");
        using var last = await Http.SendTusAsync(Patch(place, 0, "hello"u8.ToArray()));
        Assert.Equal("memo.txt", (await Http.GetAsync(last.Workflow())).FileName);
    }
}
