using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Turns a resource into the programs to run, one per replica, and knows when they are up.</summary>
internal sealed class ResourceLauncher(ResourceEnvironment environment, HttpReadiness http)
{
    public async Task<IReadOnlyList<ProcessSpec>> PrepareAsync(IResource resource, CancellationToken ct)
    {
        if (Server(resource) is { } server)
        {
            return [await server.PrepareAsync(ct)];
        }

        var project = resource.Annotations.OfType<IProjectMetadata>().FirstOrDefault();
        if (project is null)
        {
            return []; // A part of another resource, such as a database.
        }

        var replicas = resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
        var specs = new List<ProcessSpec>();
        for (var replica = 0; replica < replicas; replica++)
        {
            var name = replicas == 1 ? resource.Name : string.Create(CultureInfo.InvariantCulture, $"{resource.Name}-{replica + 1}");
            specs.Add(new ProcessSpec(name, ProjectOutput.Command(project))
            {
                WorkingDirectory = Path.GetDirectoryName(project.ProjectPath),
                Environment = await environment.BuildAsync(resource, replica, ct),
            });
        }

        return specs;
    }

    /// <returns>What is wrong, or null when the resource is up.</returns>
    public Task<string?> ProblemAsync(IResource resource, CancellationToken ct) =>
        Server(resource) is { } server ? server.ProblemAsync(ct) : http.ProblemAsync(resource, ct);

    public Task CompleteAsync(IResource resource, CancellationToken ct) => Server(resource)?.CompleteAsync(ct) ?? Task.CompletedTask;

    /// <summary>An exit code in words.</summary>
    public static string Describe(ProcessSpec spec, int exitCode) => exitCode switch
    {
        127 => $"{spec.Name}: exited with code 127: its program was not found",
        > 128 and < 160 => $"{spec.Name}: exited with code {exitCode}: ended by signal {exitCode - 128}",
        _ => $"{spec.Name}: exited with code {exitCode}",
    };

    /// <returns>Why a server gave up at the start, when its exit code says so.</returns>
    public static string? Explain(IResource resource, int exitCode) => Server(resource)?.Explain(exitCode);

    private static LocalServer? Server(IResource resource) => resource.Annotations.OfType<LocalServer>().FirstOrDefault();
}
