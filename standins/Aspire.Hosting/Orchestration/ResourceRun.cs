using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>One resource on its way from waiting to ready to ended.</summary>
internal sealed class ResourceRun(IResource resource)
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<SupervisedProcess> _processes = [];
    private readonly Lock _lock = new();
    private int _alive;

    public IResource Resource => resource;

    /// <summary>The resource or, for a database, the server that it is a part of.</summary>
    public IResource Root => resource is IResourceWithParent child ? child.Parent : resource;

    public IEnumerable<IResource> WaitsFor => resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource);

    /// <summary>Fails with <see cref="ResourceFailedException"/> when it will never be.</summary>
    public Task Ready => _ready.Task;

    public bool Started { get; private set; }

    public int Alive => Volatile.Read(ref _alive);

    public void BecomeReady() => _ready.TrySetResult();

    public void Fail(string reason)
    {
        _ready.TrySetException(new ResourceFailedException(reason));
        _ = _ready.Task.Exception; // Nobody may be waiting for this resource.
    }

    public void Add(SupervisedProcess process)
    {
        lock (_lock)
        {
            Started = true;
            _processes.Add(process);
        }

        Interlocked.Increment(ref _alive);
    }

    public void Ended() => Interlocked.Decrement(ref _alive);

    public async Task StopAsync()
    {
        List<SupervisedProcess> processes;
        lock (_lock)
        {
            processes = [.. _processes];
        }

        await Task.WhenAll(processes.Select(process => process.DisposeAsync().AsTask()));
        foreach (var server in resource.Annotations.OfType<LocalServer>())
        {
            server.CleanUp();
        }
    }
}
