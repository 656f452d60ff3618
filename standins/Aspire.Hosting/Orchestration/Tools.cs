using System.Collections.Concurrent;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs short programs to their end.</summary>
internal static class Tools
{
    private const int MaxLines = 100;

    public static async Task<(int ExitCode, IReadOnlyList<string> Output)> RunAsync(ProcessSpec spec, TimeSpan limit, CancellationToken ct)
    {
        var lines = new ConcurrentQueue<string>();
        await using var process = SupervisedProcess.Start(spec, line =>
        {
            lines.Enqueue(line);
            if (lines.Count > MaxLines)
            {
                lines.TryDequeue(out _);
            }
        });
        try
        {
            return (await process.Exited.WaitAsync(limit, ct), [.. lines]);
        }
        catch (TimeoutException)
        {
            throw new DistributedApplicationException($"{spec.Name} has not finished within {limit.TotalSeconds:0} s.");
        }
    }

    /// <exception cref="DistributedApplicationException">The program failed; the message ends with its last words.</exception>
    public static async Task<IReadOnlyList<string>> MustRunAsync(ProcessSpec spec, TimeSpan limit, CancellationToken ct)
    {
        var (exitCode, output) = await RunAsync(spec, limit, ct);
        return exitCode == 0
            ? output
            : throw new DistributedApplicationException($"{spec.Name} failed with exit code {exitCode}: {string.Join(' ', output.TakeLast(5))}");
    }
}
