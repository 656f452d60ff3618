using System.Globalization;
using System.Net;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using RoiApp.Api.Tests.Hosting;
using Xunit;
using static RoiApp.Api.Tests.Intake.Uploads.TusRequests;

namespace RoiApp.Api.Tests.Intake.Uploads;

/// <summary>Storage that takes no more, or cannot be written to, under an upload to a process of its own.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class StorageTests(SqliteApi api) : IClassFixture<SqliteApi>
{
    private static readonly string[] s_settings = ["--Intake:MaxBytes=300000000", "--Jobs:MaxConcurrent=0"];

    // No file may pass 32,768 blocks. The signal that goes with it is ignored, so that the write fails as it does on a full disk; .NET's doubly mapped code would be such a file.
    private static readonly string[] s_shortOfSpace =
        ["env", "DOTNET_EnableWriteXorExecute=0", "sh", "-c", "trap '' XFSZ; ulimit -f 32768; exec \"$@\"", "sh"];

    // Root may write everywhere until it has lost its privileges.
    private static readonly string[] s_withoutPrivileges =
        Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] : [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_upload_that_fills_the_storage_is_told_so_and_goes_on_when_there_is_room()
    {
        var wav = Content.Wav(40_000_000);
        string place;
        long kept;
        await using (var full = await ApiProcess.StartUnderAsync(s_shortOfSpace, api, s_settings))
        {
            place = await full.Http.CreateUploadAsync(wav.Length, "long.wav");
            using (var response = await full.Http.SendTusAsync(Patch(place, 0, wav)))
            {
                await response.ProblemAsync(HttpStatusCode.InsufficientStorage, "/problems/storage-full");
            }
            kept = await full.Http.OffsetAsync(place);
            Assert.InRange(kept, 1_000_000, wav.Length - 1); // Up to where it failed.
            using var again = await full.Http.SendTusAsync(Patch(place, kept, wav[(int)kept..]));
            await again.ProblemAsync(HttpStatusCode.InsufficientStorage, "/problems/storage-full");
            kept = await full.Http.OffsetAsync(place);
        }
        await using var roomy = await ApiProcess.StartAsync(api, s_settings);
        Assert.Equal(kept, await roomy.Http.OffsetAsync(place));
        using var last = await roomy.Http.SendTusAsync(Patch(place, kept, wav[(int)kept..]));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(wav)), last.One("Roi-Content-Sha256"));
    }

    [Fact]
    public async Task A_file_that_there_is_no_room_for_is_refused_before_its_first_byte()
    {
        await using var roomy = await ApiProcess.StartAsync(api, $"--Intake:MaxBytes={long.MaxValue}", "--Jobs:MaxConcurrent=0");
        using var response = await roomy.Http.SendTusAsync(Tus(HttpMethod.Post, "/api/uploads",
            ("Upload-Length", (1L << 60).ToString(CultureInfo.InvariantCulture)), ("Upload-Metadata", Metadata(("filename", "long.wav")))));
        var problem = await response.ProblemAsync(HttpStatusCode.InsufficientStorage, "/problems/storage-full");
        Assert.Equal("file", problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_to_is_told_and_nothing_is_lost()
    {
        var text = Content.Text("read only");
        var incoming = Path.Combine(api.Directory, "audio", "incoming");
        await using var server = await ApiProcess.StartUnderAsync(s_withoutPrivileges, api, s_settings);
        var place = await server.Http.CreateUploadAsync(text.Length, Content.NewName());
        (await server.Http.SendTusAsync(Patch(place, 0, text[..4]))).Dispose();
        var part = Path.Combine(incoming, $"{Guid.Parse(place[^36..]):N}.tus");
        File.SetUnixFileMode(part, UnixFileMode.UserRead);
        File.SetUnixFileMode(incoming, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            using var creation = await server.Http.SendTusAsync(Tus(HttpMethod.Post, "/api/uploads", ("Upload-Length", "5"), ("Upload-Metadata", Metadata(("filename", "a.txt")))));
            await creation.ProblemAsync(HttpStatusCode.InsufficientStorage, "/problems/storage-full");
            using var patch = await server.Http.SendTusAsync(Patch(place, 4, text[4..]));
            await patch.ProblemAsync(HttpStatusCode.InsufficientStorage, "/problems/storage-full");
            Assert.Equal(4, await server.Http.OffsetAsync(place));
        }
        finally
        {
            File.SetUnixFileMode(incoming, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.SetUnixFileMode(part, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        using var last = await server.Http.SendTusAsync(Patch(place, 4, text[4..]));
        Assert.Equal("read only", await server.Http.GetStringAsync($"/api/workflows/{last.Workflow()}/audio", Ct));
    }
}
