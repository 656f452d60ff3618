using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Problems;
using RoiApp.Testing;
using Xunit;

namespace RoiApp.Api.Tests;

/// <summary>What <c>docs/api.md</c> lists is what there is.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "api.md"));

    [Fact]
    public void Every_problem_is_listed_with_its_status()
    {
        var problems = typeof(ProblemType).GetFields().Select(f => f.GetValue(null)).OfType<ProblemType>().ToList();
        Assert.NotEmpty(problems);
        var listed = ProblemRow().Matches(s_page).Select(m => (Type: m.Groups[1].Value, Status: int.Parse(m.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(problems.Select(p => (p.Uri, p.Status)).OrderBy(p => p.Uri, StringComparer.Ordinal), listed.OrderBy(p => p.Type, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_route_is_listed()
    {
        await using var app = Program.Build([$"--Storage:Directory={Path.GetTempPath()}"]);
        var routes = ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
            .Select(e => $"{e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]} {e.RoutePattern.RawText!.Replace(":guid", "", StringComparison.Ordinal).Replace(":int", "", StringComparison.Ordinal).TrimEnd('/')}")
            .ToList();
        Assert.NotEmpty(routes);
        Assert.All(routes, route => Assert.Matches($@"`{Regex.Escape(route)}(\?format=)?`", s_page));
    }

    [GeneratedRegex(@"^\| `(/problems/[a-z-]+)` \| (\d+) \| [A-Z_]+ \|", RegexOptions.Multiline)]
    private static partial Regex ProblemRow();
}
