using RoiApp.Cli.Doctor;
using Xunit;

namespace RoiApp.Cli.Tests.Doctor;

public sealed class ToolTests
{
    [Fact]
    public async Task An_installed_program_answers_the_first_line_of_its_version()
    {
        var dotnet = new Tool("dotnet", "these tests", "dotnet-sdk-10.0", "--version", "dotnet");
        Assert.Matches(@"^\d+\.\d+", await dotnet.FindVersionAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_missing_program_is_null()
    {
        var missing = new Tool("no-such-program", "nothing", "none", "--version", "no-such-program", "/no/such/*/folder");
        Assert.Null(await missing.FindVersionAsync(TestContext.Current.CancellationToken));
    }
}
