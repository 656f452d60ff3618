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
            .Where(file => file.Name != "HouseStyleTests.cs" && Promise().IsMatch(File.ReadAllText(file.FullName)));
        Assert.Empty(promising.Select(Repository.PathOf));
    }

    [GeneratedRegex(@"(^|/)\w*(Helpers?|Utils?|Utility|Common|Manager)(\.|/)")]
    private static partial Regex VagueName();

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b|Thread\.Sleep|Skip *= *""")]
    private static partial Regex Promise();
}
