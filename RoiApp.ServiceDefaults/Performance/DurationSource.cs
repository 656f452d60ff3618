using System.Collections.Concurrent;

namespace RoiApp.ServiceDefaults.Performance;

/// <summary>An instrument whose measurements, in seconds, tell how long operations took; and which one each belongs to.</summary>
/// <param name="instrument">Its name.</param>
/// <param name="family">First word of its operations' names.</param>
public abstract class DurationSource(string instrument, string family)
{
    private readonly ConcurrentDictionary<(string, string), MeasuredOperation?> _operations = new();

    /// <summary>The instrument's name.</summary>
    public string Instrument { get; } = instrument;

    /// <summary>First word of its operations' names.</summary>
    public string Family { get; } = family;

    /// <summary>Which operations there can be; null where that only shows as they happen. What no target can name is a mistyped one.</summary>
    internal virtual IReadOnlyList<string>? Known(IServiceProvider services) => null;

    /// <summary>Takes a measurement.</summary>
    internal abstract void Take(PerformanceMonitor monitor, double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags);

    /// <summary>What follows the family in the operation's name; null for what is not to be counted.</summary>
    private protected virtual string? NameOf(string first, string second) => second.Length == 0 ? first : $"{first} {second}";

    /// <summary>The operation of two tags' values. Names are made once: after that it is one look-up without an allocation.</summary>
    private protected MeasuredOperation? Operation(PerformanceMonitor monitor, string first, string second)
    {
        if (_operations.TryGetValue((first, second), out var known))
        {
            return known;
        }
        if (NameOf(first, second) is not { } what)
        {
            return monitor.HasRoomFor(_operations.Count) ? _operations.GetOrAdd((first, second), (MeasuredOperation?)null) : null;
        }
        var operation = monitor.OperationFor(Family, what, out var isItsOwn);
        return isItsOwn ? _operations.GetOrAdd((first, second), operation) : operation;
    }
}
