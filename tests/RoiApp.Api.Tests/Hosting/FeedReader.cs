using System.Globalization;
using System.Text.Json;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Hosting;

/// <summary>Reads the owner's feed as a browser's EventSource does: the last id counts whether or not an event came with it.</summary>
public sealed class FeedReader : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;
    private readonly CancellationToken _ct;

    private FeedReader(HttpResponseMessage response, StreamReader lines, CancellationToken ct) => (_response, _lines, _ct) = (response, lines, ct);

    /// <summary>What a client that comes back names.</summary>
    public long LastId { get; private set; } = -1;

    /// <summary>Reads up to the first id.</summary>
    public static async Task<FeedReader> OpenAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var reader = new FeedReader(response, new(await response.Content.ReadAsStreamAsync(ct)), ct);
        while (reader.LastId < 0)
        {
            reader.Note(await reader._lines.ReadLineAsync(ct) ?? throw new InvalidOperationException("The stream ended before its first id."));
        }
        return reader;
    }

    /// <summary>The next event; null at the end of the stream.</summary>
    public async Task<EventResource?> NextAsync()
    {
        while (await _lines.ReadLineAsync(_ct) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                var e = JsonSerializer.Deserialize<EventResource>(line[6..], ApiFixture.Json)!;
                Assert.Equal(e.Type is EventTypes.Progress or EventTypes.Partial ? null : LastId, e.Position);
                return e;
            }
            Note(line);
        }
        return null;
    }

    /// <summary>Reads state events until one is as asked for; answers all of them.</summary>
    public async Task<List<EventResource>> UntilAsync(Func<EventResource, bool> wanted)
    {
        var events = new List<EventResource>();
        while (events.Count == 0 || !wanted(events[^1]))
        {
            var e = await NextAsync() ?? throw new InvalidOperationException("The stream ended before that.");
            if (e.Position is not null)
            {
                events.Add(e);
            }
        }
        return events;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }

    private void Note(string line)
    {
        if (line.StartsWith("id: ", StringComparison.Ordinal))
        {
            LastId = long.Parse(line[4..], CultureInfo.InvariantCulture);
        }
    }
}
