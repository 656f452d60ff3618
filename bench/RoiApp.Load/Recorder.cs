using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;

namespace RoiApp.Load;

/// <summary>Keeps every sample, in memory for the figures and as a line of JSON in a file.</summary>
internal sealed class Recorder : IAsyncDisposable
{
    private readonly Channel<Sample> _toWrite = Channel.CreateBounded<Sample>(new BoundedChannelOptions(100_000) { SingleReader = true });
    private readonly ConcurrentQueue<Sample> _samples = [];
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Task _writing;

    public Recorder(string path) => _writing = WriteAsync(path);

    /// <summary>The number of users now.</summary>
    public int Level { get; set; }

    public IReadOnlyCollection<Sample> Samples => _samples;

    public double ElapsedMs => Stopwatch.GetElapsedTime(_started).TotalMilliseconds;

    /// <summary>Does it, and takes down how long that took and whether it went well.</summary>
    /// <param name="beganMs">When it began, if that was before now.</param>
    /// <returns>What it answered; nothing where it failed.</returns>
    public async Task<T?> MeasureAsync<T>(Operation operation, int user, Func<Task<T>> act, CancellationToken ct, double? beganMs = null)
    {
        var (began, level) = (beganMs ?? ElapsedMs, Level);
        try
        {
            var answer = await act();
            await AddAsync(new(began, level, user, operation.Name, ElapsedMs - began, null), ct);
            return answer;
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException or JsonException or InvalidOperationException)
        {
            var error = e is HttpRequestException { StatusCode: { } status } ? $"{(int)status}" : e.GetType().Name;
            await AddAsync(new(began, level, user, operation.Name, ElapsedMs - began, error), ct);
            return default;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _toWrite.Writer.TryComplete();
        await _writing;
    }

    private async Task AddAsync(Sample sample, CancellationToken ct)
    {
        _samples.Enqueue(sample);
        await _toWrite.Writer.WriteAsync(sample, ct);
    }

    private async Task WriteAsync(string path)
    {
        await using var file = new StreamWriter(path);
        await foreach (var sample in _toWrite.Reader.ReadAllAsync())
        {
            await file.WriteLineAsync(JsonSerializer.Serialize(sample, JsonSerializerOptions.Web));
        }
    }
}
