using System.Diagnostics;
using System.Text.Json;
using RoiApp.Testing;
using Xunit;

namespace RoiApp.EndToEnd.Tests;

public sealed class CommandLineTests(EmbeddedRoiApp embedded)
{
    [Fact]
    public async Task Report_prints_one_json_object_a_file_in_their_order_and_nothing_else()
    {
        var (status, output) = await RunAsync(
            "report", "--json", "--api", embedded.App.GrpcAddress, SourceTree.Sample("03-two-people-at-city-hospital.m4a"), SourceTree.Sample("05-clinica-san-rafael.es.vtt"));
        Assert.Equal(0, status);
        var results = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(2, results.Count);
        Assert.EndsWith(".m4a", results[0].GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, results[0].GetProperty("contacts").GetArrayLength());
        Assert.Equal("es", results[1].GetProperty("language").GetString());
        Assert.All(results, result => Assert.Equal("completed", result.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Report_fails_with_the_cause_when_one_file_is_bad_and_still_reports_the_good_one()
    {
        var bad = Path.Combine(Path.GetTempPath(), $"not-audio-{Guid.NewGuid():N}.wav");
        await File.WriteAllTextAsync(bad, "this is text, not sound", TestContext.Current.CancellationToken);
        try
        {
            var (status, output) = await RunAsync("report", "--json", "--api", embedded.App.GrpcAddress, bad, SourceTree.Sample("05-clinica-san-rafael.es.vtt"));
            Assert.Equal(1, status);
            var results = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
            Assert.Equal(["failed", "completed"], results.Select(result => result.GetProperty("status").GetString()));
            Assert.False(string.IsNullOrWhiteSpace(results[0].GetProperty("error").GetProperty("message").GetString()));
        }
        finally
        {
            File.Delete(bad);
        }
    }

    private static async Task<(int Status, string Output)> RunAsync(params string[] arguments)
    {
        var ct = TestContext.Current.CancellationToken;
        using var process = Process.Start(new ProcessStartInfo("dotnet", [BuiltProgram.Cli, .. arguments]) { RedirectStandardOutput = true })!;
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return (process.ExitCode, output);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
