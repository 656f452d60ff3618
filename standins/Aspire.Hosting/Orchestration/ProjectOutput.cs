using System.Reflection;
using System.Runtime.InteropServices;

namespace Aspire.Hosting.Orchestration;

/// <summary>How to run a project: <c>dotnet</c> and the assembly that the build made of it.</summary>
internal static class ProjectOutput
{
    // The SDK stand-in leaves one such attribute per project in the app host's assembly.
    private const string Prefix = "output:";

    public static IReadOnlyList<string> Command(IProjectMetadata project)
    {
        var assembly = project.GetType().Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(attribute => attribute.Key == Prefix + project.ProjectPath)?.Value
            ?? throw new DistributedApplicationException($"Nothing is known of what {project.ProjectPath} builds: reference it from the app host's project file.");
        return File.Exists(assembly)
            ? [DotnetHost(), assembly]
            : throw new DistributedApplicationException($"{assembly} does not exist: build the app host, which builds {Path.GetFileName(project.ProjectPath)} too.");
    }

    // The host that runs this very process: the runtime's folder is <root>/shared/Microsoft.NETCore.App/<version>/.
    private static string DotnetHost()
    {
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        return File.Exists(host) ? host : "dotnet";
    }
}
