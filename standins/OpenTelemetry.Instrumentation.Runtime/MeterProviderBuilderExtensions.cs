namespace OpenTelemetry.Metrics;

public static class MeterProviderBuilderExtensions
{
    /// <summary>Measures garbage collection, the thread pool, locks, exceptions, the JIT compiler, CPU and memory.</summary>
    public static MeterProviderBuilder AddRuntimeInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // Since .NET 9 the runtime has a meter of its own with the names of the semantic conventions (dotnet.gc.collections, …).
        return builder.AddMeter("System.Runtime");
    }
}
