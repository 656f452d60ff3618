namespace Aspire.Hosting;

public sealed class DistributedApplicationOptions
{
    public string[]? Args { get; set; }

    public string? AssemblyName { get; set; }

    /// <summary>The stand-in has no dashboard either way.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>The stand-in's endpoints are plain HTTP on the loopback interface either way.</summary>
    public bool AllowUnsecuredTransport { get; set; }
}
