namespace RoiApp.ServiceDefaults.Metrics;

/// <summary>Who may read <c>/metrics</c>: configuration section <c>Metrics</c>.</summary>
internal sealed class MetricsOptions
{
    public const string Section = "Metrics";

    /// <summary>False: nothing is gathered for it, and there is no such address.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Only to this machine, whatever address the service listens on.</summary>
    public bool LoopbackOnly { get; set; } = true;
}
