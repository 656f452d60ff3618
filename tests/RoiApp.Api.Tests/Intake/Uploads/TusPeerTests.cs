using System.Diagnostics;
using System.Text.Json;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Testing;
using Xunit;

namespace RoiApp.Api.Tests.Intake.Uploads;

/// <summary>tus-js-client, the protocol's own client, as published.</summary>
public sealed class TusPeerTests(SqliteApi api) : IClassFixture<SqliteApi>
{
    [Theory]
    [InlineData("whole")]
    [InlineData("chunks")]
    [InlineData("with-creation")]
    [InlineData("deferred")]
    [InlineData("override")]
    [InlineData("resumed")]
    public async Task Tus_js_client_uploads_a_file(string mode)
    {
        var ct = TestContext.Current.CancellationToken;
        var folder = await NodePackages.InstallAsync(Path.Combine(AppContext.BaseDirectory, "Intake", "Uploads", "Peer"), "tus-js-client", ct);
        var file = Path.GetTempFileName();
        try
        {
            var wav = Content.Wav(700_000);
            new Random(mode.Length).NextBytes(wav.AsSpan(44));
            await File.WriteAllBytesAsync(file, wav, ct);
            using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(folder, "client.js"), api.Http.BaseAddress!.GetLeftPart(UriPartial.Authority), file, $"{mode}.wav", mode])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(TimeSpan.FromMinutes(1));
            using var kill = limit.Token.Register(() => node.Kill(entireProcessTree: true));
            var errors = node.StandardError.ReadToEndAsync(ct);
            var said = await node.StandardOutput.ReadToEndAsync(ct);
            await node.WaitForExitAsync(ct);
            Assert.True(node.ExitCode == 0, await errors);
            var workflow = JsonDocument.Parse(said).RootElement.GetProperty("workflow").GetGuid();
            Assert.Equal("high", (await api.Http.GetAsync(workflow)).Priority);
            Assert.Equal(wav, await api.Http.GetByteArrayAsync($"/api/workflows/{workflow}/audio", ct));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
