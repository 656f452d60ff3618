namespace Aspire.Hosting.Orchestration;

/// <summary>A program to run under the watchdog.</summary>
/// <param name="Name">How its log lines are marked.</param>
/// <param name="Command">The program and its arguments.</param>
internal sealed record ProcessSpec(string Name, IReadOnlyList<string> Command)
{
    public string? WorkingDirectory { get; init; }

    /// <summary>Added to this process's own environment; a null takes a variable away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>What asks it politely to end.</summary>
    public string StopSignal { get; init; } = "TERM";

    /// <summary>How long it may take to end before it is killed.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
