using System.Text.Json;
using RoiApp.Load;
using Xunit;

namespace RoiApp.EndToEnd.Tests.Load;

public sealed class LoadTests
{
    [Fact]
    public async Task A_short_run_serves_its_users_and_leaves_a_report_and_every_sample()
    {
        var folder = Directory.CreateTempSubdirectory("roiapp-load-test-").FullName;
        try
        {
            var scenario = new Scenario("short", [new(2, TimeSpan.FromSeconds(2)), new(4, TimeSpan.FromSeconds(4))], []);
            var result = await new LoadRun(scenario, RoiApp.Load.Storage.Sqlite, folder, TestContext.Current.TestOutputHelper!.WriteLine).RunAsync(TestContext.Current.CancellationToken);

            Assert.Equal([2, 4], result.Levels.Select(level => level.Users));
            Assert.All(result.Levels, level => Assert.Equal(["Processing", "Api", ProcessorTimes.Users, ProcessorTimes.Others], level.Cores.Keys));
            Assert.NotEmpty(result.Samples);
            Assert.DoesNotContain(result.Samples, sample => sample.Error is not null);
            var written = await File.ReadAllLinesAsync(Path.Combine(folder, "samples.jsonl"), TestContext.Current.CancellationToken);
            Assert.Equal(result.Samples.Count, written.Select(line => JsonSerializer.Deserialize<Sample>(line, JsonSerializerOptions.Web)).Distinct().Count());

            var page = HtmlReport.Of(result);
            Assert.Equal(5, page.Split("<svg ").Length - 1);
            Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
            Assert.DoesNotContain("http", page, StringComparison.Ordinal); // Nothing from elsewhere.
            Assert.Contains(TextReport.Conclusion(result)[..8], page, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
