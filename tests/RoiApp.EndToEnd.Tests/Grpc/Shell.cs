using System.Diagnostics;
using RoiApp.Testing;

namespace RoiApp.EndToEnd.Tests.Grpc;

/// <summary>A shell at the repository's root, as a reader of the documentation has it before them.</summary>
internal static class Shell
{
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromMinutes(3);

    /// <param name="commands">Stops at the first that fails, and answers its status.</param>
    /// <param name="app">The RoiApp that the commands talk to.</param>
    /// <returns>The status, and what was said on both streams.</returns>
    public static async Task<(int Status, string Output)> RunAsync(string commands, RunningRoiApp app, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(s_timeLimit);
        var start = new ProcessStartInfo("sh", ["-e", "-c", commands])
        {
            WorkingDirectory = SourceTree.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ROI_API_GRPC_PORT"] = app.GrpcAddress.Split(':')[^1];
        // Debian's own Python has grpcio; another one may stand before it in the path.
        start.Environment["PATH"] = $"/usr/bin:{Environment.GetEnvironmentVariable("PATH")}";
        using var shell = Process.Start(start)!;
        try
        {
            var errors = shell.StandardError.ReadToEndAsync(limit.Token);
            var output = await shell.StandardOutput.ReadToEndAsync(limit.Token);
            await shell.WaitForExitAsync(limit.Token);
            return (shell.ExitCode, output + await errors);
        }
        finally
        {
            if (!shell.HasExited)
            {
                shell.Kill(entireProcessTree: true);
            }
        }
    }
}
