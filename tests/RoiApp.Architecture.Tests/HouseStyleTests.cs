using System.Text.RegularExpressions;
using Xunit;

namespace RoiApp.Architecture.Tests;

public sealed partial class HouseStyleTests
{
    private const int MaxLines = 400;

    [Fact]
    public void No_source_file_is_longer_than_400_lines()
    {
        var tooLong = Repository.Files(".cs", ".razor", ".css", ".js", ".proto")
            .Select(file => (Path: Repository.PathOf(file), Lines: File.ReadLines(file.FullName).Count()))
            .Where(file => file.Lines > MaxLines);
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Nothing_is_called_helper_utility_common_or_manager()
    {
        var vague = Repository.Files(".cs", ".razor").Where(file => VagueName().IsMatch(Repository.PathOf(file)));
        Assert.Empty(vague.Select(Repository.PathOf));
    }

    [Fact]
    public void No_source_promises_something_for_later_or_sleeps()
    {
        var promising = Repository.Files(".cs", ".razor")
            .Where(file => file.Name != "HouseStyleTests.cs" && Promise().IsMatch(TextOf(file)));
        Assert.Empty(promising.Select(Repository.PathOf));

        // A stand-in throws what its package throws, and its tests expect it.
        static string TextOf(FileInfo file) => Repository.PathOf(file) is var path
            && (path.StartsWith("standins/", StringComparison.Ordinal) || path.StartsWith("tests/RoiApp.StandIns.Tests/", StringComparison.Ordinal))
                ? File.ReadAllText(file.FullName).Replace(nameof(NotImplementedException), "", StringComparison.Ordinal)
                : File.ReadAllText(file.FullName);
    }

    [GeneratedRegex(@"(^|/)\w*(Helpers?|Utils?|Utility|Common|Manager)(\.|/)")]
    private static partial Regex VagueName();

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b|Thread\.Sleep|Skip *= *""")]
    private static partial Regex Promise();
}
