using System.ComponentModel;
using System.Diagnostics;

namespace RoiApp.Cli.Doctor;

/// <summary>A program RoiApp uses: what for, and what to install when it is missing.</summary>
/// <param name="Candidates">Names on the PATH, or absolute paths where <c>*</c> stands for one folder.</param>
internal sealed record Tool(string Name, string UsedFor, string Package, string VersionArgument, params string[] Candidates)
{
    private static readonly TimeSpan s_answerWithin = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<Tool> All { get; } =
    [
        new("ffmpeg", "decoding recordings", "ffmpeg", "-version", "ffmpeg"),
        new("apertium", "translation, es-en and en-es", "apertium-eng-spa", "-V", "apertium"),
        new("postgres", "./roi up --servers, the tests", "postgresql-15", "--version", "/usr/lib/postgresql/*/bin/postgres", "postgres"),
        new("redis-server", "./roi up --servers, the tests", "redis-server", "--version", "redis-server"),
        new("chromium", "the browser tests", "chromium", "--version", "chromium"),
        new("python3-grpcio", "the gRPC tests", "python3-grpcio", "--version", "/usr/lib/python3/dist-packages/grpc/__init__.py"),
        new("node", "the gRPC tests", "nodejs", "--version", "node"),
    ];

    /// <summary>The first line of its version, or null when it is not installed.</summary>
    public async Task<string?> FindVersionAsync(CancellationToken ct)
    {
        foreach (var path in Candidates.SelectMany(Expand).Where(File.Exists))
        {
            if (path.EndsWith(".py", StringComparison.Ordinal))
            {
                return "installed";
            }

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(s_answerWithin);
            try
            {
                using var process = Process.Start(new ProcessStartInfo(path, VersionArgument) { RedirectStandardOutput = true, RedirectStandardError = true })!;
                var line = await process.StandardOutput.ReadLineAsync(limit.Token) ?? await process.StandardError.ReadLineAsync(limit.Token);
                return string.IsNullOrWhiteSpace(line) ? "installed" : line.Trim();
            }
            catch (Exception e) when (e is Win32Exception or OperationCanceledException && !ct.IsCancellationRequested)
            {
                return $"installed, but does not answer ({path})";
            }
        }

        return null;
    }

    private static IEnumerable<string> Expand(string candidate)
    {
        if (!Path.IsPathRooted(candidate))
        {
            return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, candidate));
        }

        return candidate.Split('*', 2) is [var before, var after]
            ? Directory.Exists(before) ? Directory.EnumerateDirectories(before).Select(folder => folder + after).OrderDescending() : []
            : [candidate];
    }
}
