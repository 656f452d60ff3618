using System.ComponentModel.DataAnnotations;

namespace RoiApp.ServiceDefaults.Performance;

/// <summary>What is measured and how good it has to be: configuration section <c>Performance</c>.</summary>
public sealed class PerformanceOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Performance";

    /// <summary>How many operations are told apart; further ones of a family are counted together.</summary>
    [Range(10, 2000)]
    public int MaxOperations { get; set; } = 200;

    /// <summary>The targets, each by a name of its own.</summary>
    public Dictionary<string, PerformanceTarget> Targets { get; } = [];
}

/// <summary>How quick an operation has to be.</summary>
public sealed class PerformanceTarget
{
    /// <summary>Its name, or the beginning of several followed by <c>*</c>: each of them has to meet it.</summary>
    [Required]
    public string Operation { get; set; } = "";

    /// <summary>Which share of all has to keep within the limit: 50, 90, 95 or 99 percent.</summary>
    [AllowedValues(50, 90, 95, 99)]
    public int Percentile { get; set; } = 95;

    /// <summary>The limit.</summary>
    [Range(0.001, 3_600_000)]
    public double LimitMs { get; set; }

    /// <summary>Over how many minutes: 1, 5 or 60.</summary>
    [AllowedValues(1, 5, 60)]
    public int Minutes { get; set; } = 5;

    /// <summary>False takes a target away that is there by default.</summary>
    public bool Enabled { get; set; } = true;

    internal PerformanceTarget Copy() => (PerformanceTarget)MemberwiseClone();

    internal bool Covers(string operation) => Operation.EndsWith('*')
        ? operation.StartsWith(Operation.AsSpan(0, Operation.Length - 1), StringComparison.Ordinal)
        : operation == Operation;
}
