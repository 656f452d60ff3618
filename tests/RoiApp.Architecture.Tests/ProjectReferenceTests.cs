using System.Xml.Linq;
using Xunit;

namespace RoiApp.Architecture.Tests;

public sealed class ProjectReferenceTests
{
    public static TheoryData<string, string[]> Allowed { get; } = new()
    {
        { "RoiApp.AppHost", ["RoiApp.Processing", "RoiApp.Api", "RoiApp.Web"] },
        { "RoiApp.ServiceDefaults", [] },
        { "RoiApp.Contracts", [] },
        { "RoiApp.Processing", ["RoiApp.Contracts", "RoiApp.ServiceDefaults"] },
        { "RoiApp.Api", ["RoiApp.Contracts", "RoiApp.ServiceDefaults"] },
        { "RoiApp.Web", ["RoiApp.Contracts", "RoiApp.ServiceDefaults"] },
        { "RoiApp.Cli", ["RoiApp.Contracts"] },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void A_project_references_only_what_the_design_allows(string project, string[] allowed)
    {
        var file = Path.Combine(Repository.Root.FullName, project, project + ".csproj");
        var references = XDocument.Load(file).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
        Assert.Empty(references.Except(allowed));
    }

    [Fact]
    public void No_app_project_names_a_stand_in()
    {
        var naming = Repository.Files(".csproj", ".cs")
            .Where(file => Repository.PathOf(file).StartsWith("RoiApp.", StringComparison.Ordinal) && file.Name != "RoiApp.AppHost.csproj")
            .Where(file => File.ReadAllText(file.FullName).Contains("standins", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(naming.Select(Repository.PathOf));
    }

    [Fact]
    public void Stand_ins_stay_out_of_the_solution_and_each_has_a_version_and_a_readme()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root.FullName, "RoiApp.sln"));
        var versions = XDocument.Load(Path.Combine(Repository.Root.FullName, "Directory.Packages.props")).Descendants("PackageVersion").Select(version => version.Attribute("Include")!.Value).ToHashSet();
        var standIns = Repository.Files(".csproj")
            .Where(file => Repository.PathOf(file.Directory!.Parent!) == "standins").ToList();
        Assert.NotEmpty(standIns);
        Assert.All(standIns, file =>
        {
            var package = Path.GetFileNameWithoutExtension(file.Name);
            Assert.DoesNotContain($"\"{package}\"", solution, StringComparison.Ordinal);
            Assert.Contains(package, versions);
            Assert.True(File.Exists(Path.Combine(file.DirectoryName!, "README.md")), $"standins/{package} has no README.md");
        });
    }
}
