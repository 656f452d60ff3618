namespace RoiApp.Bench;

/// <summary>What a benchmark is asked: how often to measure, for how long each time, and what it calls <c>--name value</c> itself.</summary>
internal sealed class BenchSettings(string[] args)
{
    public int Runs => Number("--runs", 5);

    public TimeSpan Duration => TimeSpan.FromSeconds(Number("--seconds", 1));

    public int Number(string name, int otherwise) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length && int.TryParse(args[at + 1], out var value) ? value : otherwise;

    public string? Text(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

    /// <summary>Whether a case is asked for: all are, unless <paramref name="name"/> names one.</summary>
    public bool Allows(string name, string value) =>
        Array.IndexOf(args, name) is var at && (at < 0 || at + 1 >= args.Length || args[at + 1].Equals(value, StringComparison.OrdinalIgnoreCase));
}
