namespace Aspire.Hosting.ApplicationModel;

/// <summary>Runs just before a resource starts and adds to its environment.</summary>
public class EnvironmentCallbackAnnotation(Func<EnvironmentCallbackContext, Task> callback) : IResourceAnnotation
{
    public Func<EnvironmentCallbackContext, Task> Callback { get; } = callback;
}

/// <param name="executionContext">Always a run: the stand-in does not publish.</param>
/// <param name="environmentVariables">Values are strings or <see cref="IValueProvider"/>s.</param>
/// <param name="cancellationToken">Cancelled when the application stops.</param>
public class EnvironmentCallbackContext(
    DistributedApplicationExecutionContext executionContext,
    Dictionary<string, object>? environmentVariables = null,
    CancellationToken cancellationToken = default)
{
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    public Dictionary<string, object> EnvironmentVariables { get; } = environmentVariables ?? [];

    public CancellationToken CancellationToken { get; } = cancellationToken;
}
