using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace RoiApp.ServiceDefaults.Performance;

/// <summary>
/// How quick each operation of this process is, over the last minutes: it listens to instruments that are there anyway, so that nothing is measured twice.
/// </summary>
public sealed class PerformanceMonitor : IHostedLifecycleService, IDisposable
{
    private readonly ConcurrentDictionary<string, MeasuredOperation> _operations = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<DurationSource> _sources;
    private readonly PerformanceOptions _options;
    private readonly IServiceProvider _services;
    private readonly TimeProvider _time;
    private readonly MeterListener _listener = new();
    private readonly long _startedAt;
    private ITimer? _roll;

    /// <summary>Begins to listen.</summary>
    public PerformanceMonitor(IEnumerable<DurationSource> sources, IMeterFactory meters, IOptions<PerformanceOptions> options, TimeProvider time, IServiceProvider services)
    {
        (_sources, _options, _services, _time) = ([.. sources], options.Value, services, time);
        _startedAt = time.GetTimestamp();
        var byInstrument = _sources.ToDictionary(source => source.Instrument, StringComparer.Ordinal);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Meters are the process's; those of another host in it have another factory.
            if (ReferenceEquals(instrument.Meter.Scope, meters) && byInstrument.TryGetValue(instrument.Name, out var source))
            {
                listener.EnableMeasurementEvents(instrument, source);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, value, tags, source) => ((DurationSource)source!).Take(this, value, tags));
        _listener.Start();
        PerformanceGauges.Create(meters, this);
    }

    private long Slot => _time.GetElapsedTime(_startedAt).Ticks / LatencyWindows.Slot.Ticks;

    /// <summary>Every operation that was done since the start, by name.</summary>
    public IReadOnlyList<OperationFigures> Operations()
    {
        var now = Slot;
        return [.. InOrder().Select(operation => new OperationFigures(
            operation.Name,
            operation.Family,
            [.. Enumerable.Range(0, LatencyWindows.Minutes.Count).Select(window => Window(operation, window, now))],
            [.. operation.Windows.Slots(window: 1).Select(slot => new TrendPoint(slot.Count, slot.QuantileMs(0.5), slot.QuantileMs(0.95)))]))];
    }

    /// <summary>Every target for every operation that it covers, and how they fare.</summary>
    public IReadOnlyList<TargetFigures> Targets()
    {
        var (slot, operations) = (Slot, InOrder());
        return [.. from target in _options.Targets
                   where target.Value.Enabled
                   orderby target.Key
                   from figures in Judge(target.Key, target.Value, operations, slot)
                   select figures];
    }

    /// <summary>Closes the slots that are over, for every operation.</summary>
    internal void Roll()
    {
        var slot = Slot;
        foreach (var operation in _operations.Values)
        {
            operation.Windows.RollTo(slot);
        }
    }

    /// <param name="isItsOwn">False where there are too many, and this one is counted with others.</param>
    internal MeasuredOperation OperationFor(string family, string what, out bool isItsOwn)
    {
        var name = $"{family} {what}";
        isItsOwn = _operations.Count < _options.MaxOperations || _operations.ContainsKey(name);
        return _operations.GetOrAdd(isItsOwn ? name : $"{family} (others)", n => new(n, family, new(Slot)));
    }

    /// <summary>Whether as many names may be remembered.</summary>
    internal bool HasRoomFor(int names) => names < _options.MaxOperations;

    internal IReadOnlyList<(string Operation, IReadOnlyList<WindowFigures> Windows)> Windows()
    {
        var slot = Slot;
        return [.. InOrder().Select(o => (o.Name, (IReadOnlyList<WindowFigures>)[.. Enumerable.Range(0, LatencyWindows.Minutes.Count).Select(w => Window(o, w, slot))]))];
    }

    /// <inheritdoc />
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _roll = _time.CreateTimer(monitor => ((PerformanceMonitor)monitor!).Roll(), this, LatencyWindows.Slot, LatencyWindows.Slot);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    /// <exception cref="OptionsValidationException">A target names an operation that there is not.</exception>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        TargetValidation.RequireKnown(_options, _sources, _services); // Only now are all routes mapped.
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public void Dispose()
    {
        _roll?.Dispose();
        _listener.Dispose();
    }

    private List<MeasuredOperation> InOrder()
    {
        Roll();
        return [.. _operations.Values.OrderBy(operation => operation.Name, StringComparer.Ordinal)];
    }

    private IEnumerable<TargetFigures> Judge(string name, PerformanceTarget target, List<MeasuredOperation> operations, long slot)
    {
        var window = Enumerable.Range(0, LatencyWindows.Minutes.Count).Single(i => LatencyWindows.Minutes[i] == target.Minutes);
        var covered = operations.Where(operation => target.Covers(operation.Name)).Select(operation => (operation.Name, Figures: Window(operation, window, slot))).ToList();
        if (covered.Count == 0)
        {
            return [new(name, target.Operation, target.Percentile, target.LimitMs, target.Minutes, 0, null, null)];
        }
        return covered.Select(c => new TargetFigures(
            name, c.Name, target.Percentile, target.LimitMs, target.Minutes, c.Figures.Count, c.Figures.At(target.Percentile),
            c.Figures.At(target.Percentile) is { } measured ? measured <= target.LimitMs : null));
    }

    private WindowFigures Window(MeasuredOperation operation, int window, long slot)
    {
        var sum = operation.Windows.Sum(window);
        var seconds = (_time.GetElapsedTime(_startedAt) - (LatencyWindows.FirstSlotOf(window, slot) * LatencyWindows.Slot)).TotalSeconds;
        return new(
            LatencyWindows.Minutes[window], sum.Count, sum.Failed, seconds <= 0 ? 0 : sum.Count / seconds,
            sum.MeanMs, sum.QuantileMs(0.5), sum.QuantileMs(0.9), sum.QuantileMs(0.95), sum.QuantileMs(0.99), sum.MaxMs);
    }
}
