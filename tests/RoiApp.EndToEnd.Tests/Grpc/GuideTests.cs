using System.Text.RegularExpressions;
using RoiApp.Testing;
using Xunit;

namespace RoiApp.EndToEnd.Tests.Grpc;

/// <summary>The clients of <c>docs/grpc.md</c>, built and run by the very words of the page against a running RoiApp.</summary>
[Collection("samples/clients/javascript")] // They install its packages, one at a time.
public sealed partial class GuideTests(EmbeddedRoiApp embedded)
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "grpc.md"));

    [Theory]
    [InlineData("csharp", "csharp", "Program.cs")]
    [InlineData("python", "python", "memo.py")]
    [InlineData("javascript", "javascript", "memo.js")]
    public async Task The_client_on_the_page_runs_as_written(string language, string folder, string file)
    {
        var ct = TestContext.Current.CancellationToken;
        var source = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "samples", "clients", folder, file), ct);
        Assert.Equal(source, Block(language, file));

        var (status, output) = await Shell.RunAsync(Block("sh", language), embedded.App, ct);

        Assert.True(status == 0, output);
        Assert.Contains("workflow.status  Received; waiting for its turn.", output, StringComparison.Ordinal);
        Assert.Contains("segment          Acabo de reunirme con Javier Robles", output, StringComparison.Ordinal);
        Assert.Contains("100 % workflow.status  Completed.", output, StringComparison.Ordinal);
        Assert.Matches("Contact: Javier Robles, Clínica San Rafael, priority (PRIORITY_HIGH|High)", output);
        Assert.Contains("to do: enviar la propuesta antes del viernes", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csharp")]
    [InlineData("python")]
    [InlineData("javascript")]
    public async Task The_client_on_the_page_says_what_is_wrong_with_a_file(string language)
    {
        var commands = Block("sh", language).Replace("samples/05-clinica-san-rafael.es.vtt", "README.md", StringComparison.Ordinal);

        var (status, output) = await Shell.RunAsync(commands, embedded.App, TestContext.Current.CancellationToken);

        Assert.True(status == 1, output);
        Assert.Matches("(INVALID_ARGUMENT|InvalidArgument) /problems/unsupported-type: 'README.md' has the extension .md.", output);
    }

    /// <summary>The code block that begins with these words.</summary>
    private static string Block(string language, string name)
    {
        var block = Assert.Single(CodeBlock().Matches(s_page), match => match.Groups[1].Value == $"{language} {name}");
        return block.Groups[2].Value;
    }

    [GeneratedRegex("^```([^`\n]+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
