using System.Text.RegularExpressions;
using Xunit;

namespace RoiApp.Architecture.Tests;

/// <summary>Arrows between the Api's features point one way.</summary>
public sealed partial class FeatureArrowTests
{
    public static TheoryData<string, string[]> Allowed { get; } = new()
    {
        { "Data", [] },
        { "Edge", ["Data"] },
        { "Caching", ["Data", "Edge"] },
        { "Jobs", ["Data"] },
        { "Progress", ["Data", "Caching", "Reports"] },
        { "Search", ["Data", "Edge", "Caching"] },
        { "Reports", ["Data", "Edge", "Caching"] },
        { "Intake", ["Data", "Jobs", "Progress", "Reports", "Workflows"] },
        { "Pipeline", ["Data", "Jobs", "Progress", "Reports", "Intake", "Workflows"] },
        { "Workflows", ["Data", "Edge", "Caching", "Jobs", "Progress", "Reports", "Search"] },
        { "Performance", ["Data", "Progress"] },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void A_feature_of_the_api_uses_only_those_before_it(string feature, string[] allowed)
    {
        var folder = new DirectoryInfo(Path.Combine(Repository.Root.FullName, "RoiApp.Api", feature));
        var files = folder.EnumerateFiles("*.cs", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(files);
        var used = files
            .SelectMany(file => FeatureName().Matches(File.ReadAllText(file.FullName)).Select(match => (File: Repository.PathOf(file), Feature: match.Groups[1].Value)))
            .Where(use => use.Feature != feature && Allowed.Any(row => row.Data.Item1 == use.Feature) && !allowed.Contains(use.Feature))
            .Distinct();
        Assert.Empty(used);
    }

    [GeneratedRegex(@"using (?:static )?RoiApp\.Api\.(\w+)")]
    private static partial Regex FeatureName();
}
