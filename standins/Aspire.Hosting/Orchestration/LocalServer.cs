using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>How a server that the package would run in a container runs from the programs of this machine.</summary>
internal abstract class LocalServer : IResourceAnnotation
{
    /// <exception cref="DistributedApplicationException">It is not installed; the message names the package.</exception>
    public abstract void Locate();

    /// <summary>Makes the data folder ready for a start.</summary>
    /// <returns>The program that serves.</returns>
    public abstract Task<ProcessSpec> PrepareAsync(CancellationToken ct);

    /// <returns>What is wrong, or null once it serves.</returns>
    public abstract Task<string?> ProblemAsync(CancellationToken ct);

    /// <summary>Runs once, when it serves and before anybody is told so.</summary>
    public virtual Task CompleteAsync(CancellationToken ct) => Task.CompletedTask;

    /// <summary>Runs after the last process has ended.</summary>
    public virtual void CleanUp()
    {
    }

    /// <returns>What this exit code means, when it is special.</returns>
    public virtual string? Explain(int exitCode) => null;

    protected static string? Find(string program, IReadOnlyList<string>? folders) =>
        (folders ?? [.. (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), "/usr/bin", "/usr/local/bin"])
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
