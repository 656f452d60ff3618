using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Data;
using RoiApp.Api.Intake.Uploads;
using RoiApp.Api.Tests.Hosting;
using Xunit;
using static RoiApp.Api.Tests.Intake.Uploads.TusRequests;

namespace RoiApp.Api.Tests.Intake.Uploads;

public sealed class UploadLifeOnSqliteTests(SqliteApi api) : UploadLifeTests(api), IClassFixture<SqliteApi>;

public sealed class UploadLifeOnPostgresTests(PostgresApi api) : UploadLifeTests(api), IClassFixture<PostgresApi>;

/// <summary>What becomes of uploads: taken over, left behind, refused, expired, swept.</summary>
public abstract class UploadLifeTests(ApiFixture api)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private HttpClient Http => api.Http;

    [Fact]
    public async Task A_client_that_comes_back_does_not_wait_for_its_dead_connection()
    {
        var wav = Content.Wav(200_000);
        var place = await Http.CreateUploadAsync(wav.Length, Content.NewName(".wav"));
        using var dead = new TcpClient();
        await dead.ConnectAsync(IPAddress.Loopback, Http.BaseAddress!.Port, Ct);
        var stream = dead.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"PATCH {place} HTTP/1.1\r\nHost: api\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {wav.Length}\r\n\r\n"), Ct);
        await stream.WriteAsync(wav.AsMemory(0, 50_000), Ct); // And then nothing more.
        await UntilAsync(() => PartOf(place) is { Exists: true, Length: 50_000 });

        Assert.Equal(50_000, await Http.OffsetAsync(place));
        using var answer = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 423 ", await answer.ReadLineAsync(Ct), StringComparison.Ordinal);
        using var last = await Http.SendTusAsync(Patch(place, 50_000, wav[50_000..]));
        Assert.Equal(wav, await Http.GetByteArrayAsync($"/api/workflows/{last.Workflow()}/audio", Ct));
    }

    [Fact]
    public async Task Two_clients_that_send_one_upload_get_in_each_others_way_and_spoil_nothing()
    {
        var wav = Content.Wav(900_000);
        var place = await Http.CreateUploadAsync(wav.Length, Content.NewName(".wav"));
        await using var replica = await api.StartAsync("--Jobs:MaxConcurrent=0");
        var ended = await Task.WhenAll(new[] { Http, Http, replica.Http }.Select((http, i) => PushAsync(http, place, wav, new Random(4711 + i))));
        Assert.Single(ended.Distinct());
        Assert.Equal(wav, await Http.GetByteArrayAsync($"/api/workflows/{ended[0]}/audio", Ct));
        var name = (await Http.GetAsync(ended[0])).FileName;
        await using var scope = api.Services.CreateAsyncScope();
        Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<RoiDb>().Workflows.CountAsync(w => w.FileName == name, Ct));
    }

    [Fact]
    public async Task What_another_replica_received_is_part_of_the_hash()
    {
        var wav = Content.Wav(300_000);
        var place = await Http.CreateUploadAsync(wav.Length, Content.NewName(".wav"));
        await using var replica = await api.StartAsync("--Jobs:MaxConcurrent=0");
        (await Http.SendTusAsync(Patch(place, 0, wav[..100_000]))).Dispose();
        (await replica.Http.SendTusAsync(Patch(place, 100_000, wav[100_000..200_000]))).Dispose();
        using var last = await Http.SendTusAsync(Patch(place, 200_000, wav[200_000..]));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(wav)), last.One("Roi-Content-Sha256"));
    }

    [Theory]
    [InlineData(3000, "not a recording")]
    [InlineData(9000, "not a recording")]
    public async Task Content_that_is_not_what_the_name_says_is_refused_as_soon_as_it_shows(int bytes, string said)
    {
        var text = Encoding.UTF8.GetBytes(said.PadRight(bytes, '.'));
        var place = await Http.CreateUploadAsync(bytes, Content.NewName(".wav"));
        // The whole of a small file has to be there; of a larger one its first 4 KiB.
        using var response = await Http.SendTusAsync(Patch(place, 0, text[..Math.Min(bytes, 5000)]));
        await response.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "/problems/content-mismatch");
        using var after = await Http.HeadAsync(place);
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
        Assert.False(PartOf(place).Exists);
    }

    [Fact]
    public async Task More_than_announced_is_refused_and_not_kept()
    {
        var place = await Http.CreateUploadAsync(10, Content.NewName());
        (await Http.SendTusAsync(Patch(place, 0, "hello"u8.ToArray()))).Dispose();
        using var announced = await Http.SendTusAsync(Patch(place, 5, "world!"u8.ToArray()));
        await announced.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "/problems/upload-too-large");
        var chunked = Patch(place, 5, "world!"u8.ToArray());
        chunked.Headers.TransferEncodingChunked = true;
        using var streamed = await Http.SendTusAsync(chunked);
        await streamed.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "/problems/upload-too-large");
        Assert.Equal(5, await Http.OffsetAsync(place));
    }

    [Fact]
    public async Task Content_known_already_is_recognised_and_stored_once()
    {
        var text = Content.Text($"{Guid.NewGuid()}");
        var first = await Http.SubmitAsync(text, Content.NewName());
        var place = await Http.CreateUploadAsync(text.Length, Content.NewName());
        using var last = await Http.SendTusAsync(Patch(place, 0, text));
        Assert.Equal(("true", first.ContentSha256), (last.One("Roi-Content-Known"), last.One("Roi-Content-Sha256")));
        Assert.NotEqual(first.Id, last.Workflow());
    }

    [Fact]
    public async Task Unfinished_uploads_are_bounded()
    {
        await using var fresh = await FreshDatabase.LikeAsync(api);
        await using var other = await RunningApi.StartAsync([.. fresh.Settings, "--Listen:HttpPort=0", "--Listen:GrpcPort=0", "--Uploads:MaxOpen=2"]);
        var places = new[] { await other.Http.CreateUploadAsync(5, "a.txt"), await other.Http.CreateUploadAsync(5, "b.txt") };
        using var third = await other.Http.SendTusAsync(Tus(HttpMethod.Post, "/api/uploads", ("Upload-Length", "5"), ("Upload-Metadata", Metadata(("filename", "c.txt")))));
        await third.ProblemAsync(HttpStatusCode.TooManyRequests, "/problems/too-many-uploads");
        Assert.Equal(2, Directory.GetFiles(Path.Combine(fresh.Directory, "audio", "incoming")).Length);
        (await other.Http.SendTusAsync(Patch(places[0], 0, "hello"u8.ToArray()))).Dispose(); // Finished ones do not count.
        Assert.NotNull(await other.Http.CreateUploadAsync(5, "c.txt"));
    }

    [Theory]
    [InlineData("head")]
    [InlineData("patch")]
    [InlineData("sweep")]
    public async Task An_upload_left_whole_by_a_crash_becomes_its_workflow_once(string whoComes)
    {
        var text = Content.Text($"whole {Guid.NewGuid()}");
        var place = await Http.CreateUploadAsync(text.Length, Content.NewName());
        // As if the process had died between the last byte and the row, having named the content already.
        await File.WriteAllBytesAsync(PartOf(place).FullName, text, Ct);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(text));
        File.Copy(PartOf(place).FullName, Path.Combine(api.Directory, "audio", sha256));
        if (whoComes == "sweep")
        {
            await Sweep.RunOnceAsync(Ct);
            await UntilAsync(() => !PartOf(place).Exists); // By this pass, or by the one that every start makes.
            Assert.Equal(0, (await Sweep.RunOnceAsync(Ct)).Finished);
        }
        using var response = whoComes == "patch" ? await Http.SendTusAsync(Patch(place, text.Length, [])) : await Http.HeadAsync(place);
        using var again = await Http.HeadAsync(place);
        Assert.Equal((response.Workflow(), sha256), (again.Workflow(), again.One("Roi-Content-Sha256")));
        Assert.Equal(sha256, (await Http.GetAsync(response.Workflow())).ContentSha256);
        Assert.False(PartOf(place).Exists);
    }

    [Fact]
    public async Task Bytes_of_a_checked_part_do_not_count_when_a_crash_came_before_the_check()
    {
        var text = Content.Text("hello hello");
        var place = await Http.CreateUploadAsync(text.Length, Content.NewName());
        (await Http.SendTusAsync(Patch(place, 0, text[..5]))).Dispose();
        await File.AppendAllTextAsync(PartOf(place).FullName, " jell", Ct);
        await File.WriteAllTextAsync(PartOf(place).FullName + ".verified", "5", Ct);
        Assert.Equal(5, await Http.OffsetAsync(place));
        using var last = await Http.SendTusAsync(Patch(place, 5, text[5..]));
        Assert.Equal("hello hello", await Http.GetStringAsync($"/api/workflows/{last.Workflow()}/audio", Ct));
    }

    // "If a Client does attempt to resume an upload which has since been removed by the Server, the Server SHOULD respond with the 404 Not Found or
    // 410 Gone status. The latter one SHOULD be used if the Server is keeping track of expired uploads."
    [Fact]
    public async Task An_upload_expires_and_is_swept()
    {
        var place = await Http.CreateUploadAsync(10, Content.NewName());
        var kept = await Http.CreateUploadAsync(10, Content.NewName());
        foreach (var each in new[] { place, kept })
        {
            (await Http.SendTusAsync(Patch(each, 0, "hello"u8.ToArray()))).Dispose();
        }
        var longAgo = DateTimeOffset.UtcNow.AddDays(-2);
        await using (var scope = api.Services.CreateAsyncScope())
        {
            Guid[] ids = [IdOf(place), IdOf(kept)];
            await scope.ServiceProvider.GetRequiredService<RoiDb>().Uploads.Where(u => ids.Contains(u.Id)).ExecuteUpdateAsync(set => set.SetProperty(u => u.CreatedAt, longAgo), Ct);
        }
        File.SetLastWriteTimeUtc(PartOf(place).FullName, longAgo.UtcDateTime);
        using (var expired = await Http.SendTusAsync(Patch(place, 5, "world"u8.ToArray())))
        {
            await expired.ProblemAsync(HttpStatusCode.Gone, "/problems/upload-expired");
        }
        Assert.Equal(5, await Http.OffsetAsync(kept)); // Created long ago, but its last byte came just now.
        await Sweep.RunOnceAsync(Ct);
        await UntilAsync(() => !PartOf(place).Exists);
        using var swept = await Http.HeadAsync(place);
        Assert.Equal(HttpStatusCode.NotFound, swept.StatusCode);
        Assert.False(PartOf(place).Exists);
        Assert.Equal(5, await Http.OffsetAsync(kept));
    }

    [Fact]
    public async Task A_part_without_a_row_is_swept_once_it_is_old()
    {
        var folder = Directory.CreateDirectory(Path.Combine(api.Directory, "audio", "incoming")).FullName;
        var (young, old) = (Path.Combine(folder, $"{Guid.NewGuid():N}.tus"), Path.Combine(folder, $"{Guid.NewGuid():N}.tus"));
        await File.WriteAllTextAsync(young, "young", Ct);
        await File.WriteAllTextAsync(old, "old", Ct);
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-2));
        await Sweep.RunOnceAsync(Ct);
        Assert.Equal((true, false), (File.Exists(young), File.Exists(old)));
        File.Delete(young);
    }

    [Fact]
    public async Task A_server_that_goes_down_keeps_what_came_and_says_so()
    {
        await using var fresh = await FreshDatabase.LikeAsync(api);
        string[] settings = [.. fresh.Settings, "--Listen:HttpPort=0", "--Listen:GrpcPort=0"];
        var (place, wav) = ("", Content.Wav(100_000));
        await using (var first = await RunningApi.StartAsync(settings))
        {
            place = await first.Http.CreateUploadAsync(wav.Length, "lunch.wav");
            using var slow = new TcpClient();
            await slow.ConnectAsync(IPAddress.Loopback, first.Http.BaseAddress!.Port, Ct);
            await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"PATCH {place} HTTP/1.1\r\nHost: api\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {wav.Length}\r\n\r\n"), Ct);
            await slow.GetStream().WriteAsync(wav.AsMemory(0, 30_000), Ct);
            var part = new FileInfo(Path.Combine(fresh.Directory, "audio", "incoming", $"{IdOf(place):N}.tus"));
            await UntilAsync(() => { part.Refresh(); return part is { Exists: true, Length: 30_000 }; });
            var stopping = first.StopAsync();
            using var answer = new StreamReader(slow.GetStream());
            Assert.StartsWith("HTTP/1.1 503 ", await answer.ReadLineAsync(Ct), StringComparison.Ordinal);
            var line = "";
            while (!line.Contains("/problems/", StringComparison.Ordinal)) // What follows the answer is the end of the connection, one way or another.
            {
                line = (await answer.ReadLineAsync(Ct))!;
            }
            Assert.Contains("/problems/server-stopping", line, StringComparison.Ordinal);
            slow.Close();
            await stopping;
        }
        await using var second = await RunningApi.StartAsync(settings);
        Assert.Equal(30_000, await second.Http.OffsetAsync(place));
        using var last = await second.Http.SendTusAsync(Patch(place, 30_000, wav[30_000..]));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(wav)), last.One("Roi-Content-Sha256"));
    }

    private UploadSweep Sweep => api.Services.GetRequiredService<UploadSweep>();

    private static Guid IdOf(string place) => Guid.Parse(place[^36..]);

    private FileInfo PartOf(string place) => new(Path.Combine(api.Directory, "audio", "incoming", $"{IdOf(place):N}.tus"));

    /// <summary>A client as stubborn as one should be: asks where to go on, sends a part, whatever others do.</summary>
    private static async Task<Guid> PushAsync(HttpClient http, string place, byte[] content, Random random)
    {
        while (true)
        {
            using var head = await http.HeadAsync(place);
            if (head.One("Roi-Workflow") is not null)
            {
                return head.Workflow();
            }
            if (head.IsSuccessStatusCode)
            {
                var end = Math.Min(content.Length, head.Offset() + random.Next(1, 200_000));
                using var patch = await http.SendTusAsync(Patch(place, head.Offset(), content[(int)head.Offset()..(int)end]));
                Assert.True((int)patch.StatusCode is 204 or 409 or 423, $"{patch.StatusCode}");
            }
            else
            {
                Assert.Equal(HttpStatusCode.Locked, head.StatusCode);
            }
            await Task.Delay(random.Next(20), Ct);
        }
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!isSo())
        {
            await Task.Delay(10, patience.Token);
        }
    }
}
