using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A project of the solution; the SDK generates one class per reference, in the namespace <c>Projects</c>.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>Full path of the project file.</summary>
    string ProjectPath { get; }
}

public class ProjectResourceOptions
{
    public string? LaunchProfileName { get; set; }

    /// <summary>The stand-in never reads launch profiles: endpoints are those of the app model.</summary>
    public bool ExcludeLaunchProfile { get; set; }

    public bool ExcludeKestrelEndpoints { get; set; }
}
