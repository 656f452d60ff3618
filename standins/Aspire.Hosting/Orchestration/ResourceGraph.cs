using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Who waits for whom.</summary>
internal sealed class ResourceGraph
{
    public static readonly ResourceGraph Empty = new([]);

    private ResourceGraph(IReadOnlyList<ResourceRun> runs) => Runs = runs;

    public IReadOnlyList<ResourceRun> Runs { get; }

    /// <exception cref="DistributedApplicationException">Some resources wait for each other.</exception>
    public static ResourceGraph Of(DistributedApplicationModel model)
    {
        var runs = model.Resources.Select(resource => new ResourceRun(resource)).ToList();
        var settled = new HashSet<IResource>();
        bool CanStart(ResourceRun run) => Needs(run).All(settled.Contains);
        while (runs.Where(run => !settled.Contains(run.Resource) && CanStart(run)).ToList() is { Count: > 0 } next)
        {
            settled.UnionWith(next.Select(run => run.Resource));
        }

        var circle = runs.Where(run => !settled.Contains(run.Resource)).Select(run => run.Resource.Name).ToList();
        return circle.Count == 0
            ? new ResourceGraph(runs)
            : throw new DistributedApplicationException($"{string.Join(", ", circle)} wait for each other: none of them could ever start.");
    }

    /// <summary>Ends once everything that a resource waits for is ready.</summary>
    public Task NeedsReadyAsync(ResourceRun run) => Task.WhenAll(Needs(run).Select(resource => Run(resource).Ready));

    /// <summary>Those who wait for a resource, or for a part of it.</summary>
    public IEnumerable<ResourceRun> Dependents(ResourceRun run) =>
        Runs.Where(other => other.Root != run.Root && other.WaitsFor.Any(resource => Run(resource).Root == run.Root));

    /// <summary>The dependents, and theirs, and so on.</summary>
    public IEnumerable<ResourceRun> AllDependents(ResourceRun run) =>
        Dependents(run).SelectMany(dependent => AllDependents(dependent).Prepend(dependent)).Distinct();

    private static IEnumerable<IResource> Needs(ResourceRun run) => run.WaitsFor.Append(run.Root).Where(other => other != run.Resource);

    private ResourceRun Run(IResource resource) => Runs.First(run => run.Resource == resource);
}
