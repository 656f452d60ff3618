using System.Globalization;

namespace RoiApp.Api.Tests.Progress.Contract;

/// <summary>Counts what was played on each channel.</summary>
internal sealed class Tally
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Schedules, int Events, int Reconnects, int Passed)> _rows = new(StringComparer.Ordinal);

    public void Add(WatchedBy channel, int events, int reconnects, int passed) => Add($"{channel}", events, reconnects, passed);

    public void Add(string channel, int events, int reconnects, int passed)
    {
        lock (_gate)
        {
            var row = _rows.GetValueOrDefault(channel);
            _rows[channel] = (row.Schedules + 1, row.Events + events, row.Reconnects + reconnects, row.Passed + passed);
        }
    }

    public override string ToString()
    {
        lock (_gate)
        {
            return string.Join('\n', _rows.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => string.Create(
                CultureInfo.InvariantCulture, $"{r.Key,-16} schedules {r.Value.Schedules,5}  state events {r.Value.Events,7}  reconnects {r.Value.Reconnects,6}  progress passed {r.Value.Passed,6}")));
        }
    }
}
