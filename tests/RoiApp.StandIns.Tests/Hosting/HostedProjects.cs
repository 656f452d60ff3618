using System.Reflection;
using Aspire.Hosting;

namespace RoiApp.StandIns.Tests.Hosting;

/// <summary>The programs made for these tests, as the build left them.</summary>
internal static class HostedProjects
{
    public static string Assembly(string project) => Attribute(project).Value!;

    public static string ProjectFile(string project) => Attribute(project).Key["output:".Length..];

    private static AssemblyMetadataAttribute Attribute(string project) => typeof(HostedProjects).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key.EndsWith($"/{project}.csproj", StringComparison.Ordinal));
}

/// <summary>A small web service that does what its environment says.</summary>
internal sealed class ServiceProject : IProjectMetadata
{
    public string ProjectPath => HostedProjects.ProjectFile("RoiApp.StandIns.Service");
}
