using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Intake;

public sealed class UploadOnSqliteTests(SqliteApi api) : UploadTests(api), IClassFixture<SqliteApi>;

public sealed class UploadOnPostgresTests(PostgresApi api) : UploadTests(api), IClassFixture<PostgresApi>;

/// <summary>Everything that can be handed in over HTTP, and everything that cannot.</summary>
public abstract class UploadTests(ApiFixture api)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string AudioFolder => Path.Combine(api.Directory, "audio");

    [Fact]
    public async Task A_recording_is_stored_under_its_hash_and_answered_with_its_place()
    {
        var wav = Content.Wav(50_000);
        using var response = await api.Http.PostAsync("/api/workflows", ApiCalls.Form(wav, "lunch.wav", ("name", "Lunch")), Ct);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var workflow = (await response.Content.ReadFromJsonAsync<WorkflowResource>(Ct))!;
        Assert.Equal($"/api/workflows/{workflow.Id}", response.Headers.Location?.OriginalString);
        Assert.Equal(7, workflow.Id.Version);
        Assert.Equal(("Lunch", "lunch.wav", "audio", "queued", "medium", "auto", "en"), (workflow.Name, workflow.FileName, workflow.Source, workflow.Status, workflow.Priority, workflow.Language, workflow.TargetLanguage));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(wav)), workflow.ContentSha256);
        Assert.Equal(wav, await File.ReadAllBytesAsync(Path.Combine(AudioFolder, workflow.ContentSha256), Ct));
        Assert.Equal(wav, await api.Http.GetByteArrayAsync($"/api/workflows/{workflow.Id}/audio", Ct));
    }

    [Fact]
    public async Task Fields_count_before_and_after_the_file()
    {
        var form = new MultipartFormDataContent
        {
            { new StringContent("es-MX"), "language" },
            { new ByteArrayContent(Content.Text("hola")), "file", "a.txt" },
            { new StringContent("low"), "priority" },
            { new StringContent("none"), "targetLanguage" },
        };
        using var response = await api.Http.PostAsync("/api/workflows", form, Ct);
        var workflow = (await response.Content.ReadFromJsonAsync<WorkflowResource>(Ct))!;
        Assert.Equal(("a", "es-MX", "low", null), (workflow.Name, workflow.Language, workflow.Priority, workflow.TargetLanguage));
    }

    [Fact]
    public async Task The_same_content_twice_is_stored_once_and_deleted_with_the_last_workflow_of_it()
    {
        var text = Content.Text($"{Guid.NewGuid()}");
        var one = await api.Http.SubmitAsync(text, "one.txt");
        var two = await api.Http.SubmitAsync(text, "two.txt");
        Assert.Equal(one.ContentSha256, two.ContentSha256);
        var path = Path.Combine(AudioFolder, one.ContentSha256);
        await api.Http.DeleteAsync($"/api/workflows/{one.Id}", Ct);
        Assert.True(File.Exists(path));
        await api.Http.DeleteAsync($"/api/workflows/{two.Id}", Ct);
        Assert.False(File.Exists(path));
    }

    [Theory]
    [InlineData("../../etc/passwd.txt", "passwd.txt")]
    [InlineData("..\\..\\windows\\memo.txt", "memo.txt")]
    [InlineData("/abs/olute.txt", "olute.txt")]
    [InlineData("Besuch bei Jürgen.txt", "Besuch bei Jürgen.txt")]
    public async Task A_path_in_the_file_name_is_only_a_label(string given, string kept)
    {
        var workflow = await api.Http.SubmitAsync(Content.Text("hi"), given);
        Assert.Equal(kept, workflow.FileName);
    }

    public static TheoryData<string, string, int, string> BadFiles { get; } = new()
    {
        { "empty.wav", "", 400, "/problems/empty-file" },
        { "text.wav", "this is a shopping list, not a recording", 415, "/problems/content-mismatch" },
        { "text.mp3", "this is a shopping list, not a recording", 415, "/problems/content-mismatch" },
        { "zeros.wav", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 415, "/problems/content-mismatch" },
        { "binary.txt", "a\0b", 415, "/problems/content-mismatch" },
        { "memo.exe", "MZ", 415, "/problems/unsupported-type" },
        { "memo", "hello", 415, "/problems/unsupported-type" },
        { "..", "hello", 400, "/problems/invalid-field" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public async Task A_bad_file_is_refused_with_the_reason_and_leaves_nothing(string fileName, string content, int status, string type)
    {
        var before = await CountAsync();
        using var response = await api.Http.PostAsync("/api/workflows", ApiCalls.Form(Encoding.UTF8.GetBytes(content), fileName), Ct);
        var problem = await response.ProblemAsync((HttpStatusCode)status, type);
        Assert.Equal("file", problem.GetProperty("field").GetString());
        Assert.NotEmpty(problem.GetProperty("errors").GetProperty("file").EnumerateArray());
        Assert.False(string.IsNullOrWhiteSpace(problem.GetProperty("detail").GetString()));
        Assert.Equal(before, await CountAsync());
        Assert.Empty(Directory.Exists(Path.Combine(AudioFolder, "incoming")) ? Directory.GetFiles(Path.Combine(AudioFolder, "incoming")) : []);
    }

    [Fact]
    public async Task A_recording_named_as_a_transcript_is_refused()
    {
        using var response = await api.Http.PostAsync("/api/workflows", ApiCalls.Form(Content.Wav(), "memo.txt"), Ct);
        var problem = await response.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "/problems/content-mismatch");
        Assert.Contains("wav", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_past_the_limit_is_refused()
    {
        using var response = await api.Http.PostAsync("/api/workflows", ApiCalls.Form(Content.Wav(1_000_001), "long.wav"), Ct);
        var problem = await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "/problems/upload-too-large");
        Assert.Equal("file", problem.GetProperty("field").GetString());
        Assert.Empty(Directory.GetFiles(Path.Combine(AudioFolder, "incoming")));
    }

    public static TheoryData<string, string> BadFields { get; } = new()
    {
        { "priority", "urgent" },
        { "language", "english please" },
        { "language", "../../x" },
        { "targetLanguage", "auto" },
        { "targetLanguage", "e" },
        { "name", new string('x', 201) },
        { "name", "two\nlines" },
    };

    [Theory]
    [MemberData(nameof(BadFields))]
    public async Task A_bad_field_is_named(string field, string value)
    {
        using var response = await api.Http.PostAsync("/api/workflows", ApiCalls.Form(Content.Text("hi"), "a.txt", (field, value)), Ct);
        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest, "/problems/invalid-field");
        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_form_without_a_file_and_a_body_that_is_no_form_are_told_apart()
    {
        using var none = await api.Http.PostAsync("/api/workflows", new MultipartFormDataContent { { new StringContent("en"), "language" } }, Ct);
        await none.ProblemAsync(HttpStatusCode.BadRequest, "/problems/file-missing");
        using var json = await api.Http.PostAsync("/api/workflows", JsonContent.Create(new { file = "x" }), Ct);
        await json.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "/problems/unsupported-media-type");
        using var two = await api.Http.PostAsync("/api/workflows", new MultipartFormDataContent { { new ByteArrayContent([65]), "file", "a.txt" }, { new ByteArrayContent([65]), "file", "b.txt" } }, Ct);
        await two.ProblemAsync(HttpStatusCode.BadRequest, "/problems/too-many-files");
    }

    [Fact]
    public async Task A_form_that_breaks_off_leaves_nothing()
    {
        var before = await CountAsync();
        var body = new ByteArrayContent(Encoding.UTF8.GetBytes("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhel"));
        body.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
        using var response = await api.Http.PostAsync("/api/workflows", body, Ct);
        await response.ProblemAsync(HttpStatusCode.BadRequest, "/problems/upload-incomplete");
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task A_storage_that_cannot_be_written_to_is_said_to_be()
    {
        await using var fresh = await FreshDatabase.LikeAsync(api);
        await using var other = await RunningApi.StartAsync([.. fresh.Settings, "--Listen:HttpPort=0", "--Listen:GrpcPort=0"]);
        await File.WriteAllTextAsync(Path.Combine(fresh.Directory, "audio"), "a file where a folder should be", Ct);
        using var response = await other.Http.PostAsync("/api/workflows", ApiCalls.Form(Content.Text("hi"), "a.txt"), Ct);
        await response.ProblemAsync(HttpStatusCode.InsufficientStorage, "/problems/storage-full");
    }

    [Fact]
    public async Task An_upload_that_never_ends_is_ended()
    {
        await using var fresh = await FreshDatabase.LikeAsync(api);
        await using var other = await RunningApi.StartAsync([.. fresh.Settings, "--Listen:HttpPort=0", "--Listen:GrpcPort=0", "--Intake:ReceiveWithin=00:00:01"]);
        using var client = new TcpClient(); // HttpClient would not read the answer before it had sent everything.
        await client.ConnectAsync(IPAddress.Loopback, other.Http.BaseAddress!.Port, Ct);
        var stream = client.GetStream();
        await stream.WriteAsync(
            "POST /api/workflows HTTP/1.1\r\nHost: api\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n"u8.ToArray(), Ct);
        await stream.WriteAsync("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhello"u8.ToArray(), Ct);
        using var answer = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 408 ", await answer.ReadLineAsync(Ct), StringComparison.Ordinal);
        Assert.Contains("/problems/upload-too-slow", await answer.ReadToEndAsync(Ct), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(fresh.Directory, "audio", "incoming")));
    }

    [Fact]
    public async Task In_a_batch_one_bad_file_spoils_none()
    {
        var form = new MultipartFormDataContent
        {
            { new StringContent("high"), "priority" },
            { new ByteArrayContent(Content.Text("one")), "file", "one.txt" },
            { new ByteArrayContent(Content.Text("not a recording")), "file", "two.wav" },
            { new ByteArrayContent(Content.Text("three")), "file", "three.txt" },
        };
        using var response = await api.Http.PostAsync("/api/workflows/batch", form, Ct);
        var batch = (await response.Content.ReadFromJsonAsync<BatchResource>(Ct))!;
        Assert.Equal([201, 415, 201], batch.Items.Select(i => i.Status));
        Assert.Equal("/problems/content-mismatch", batch.Items[1].Problem?.Type);
        Assert.Equal(["one", "three"], batch.Items.Select(i => i.Workflow).OfType<WorkflowResource>().Select(w => w.Name));
        Assert.All(batch.Items.Select(i => i.Workflow).OfType<WorkflowResource>(), w => Assert.Equal("high", w.Priority));
    }

    private async Task<long> CountAsync() => (await api.Http.GetFromJsonAsync<StatsResource>("/api/workflows/stats", Ct))!.Total;
}
