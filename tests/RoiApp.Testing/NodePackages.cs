using System.Diagnostics;

namespace RoiApp.Testing;

/// <summary>Installs the packages that a folder's lock file names, once, below <c>artifacts/</c>; and copies the folder's scripts beside them.</summary>
public static class NodePackages
{
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromMinutes(3);

    private static readonly SemaphoreSlim s_one = new(1, 1);

    /// <param name="source">Holds the lock file and the scripts.</param>
    /// <param name="name">The folder below <c>artifacts/</c>, which is answered.</param>
    /// <param name="ct">Cancels it.</param>
    public static async Task<string> InstallAsync(string source, string name, CancellationToken ct)
    {
        await s_one.WaitAsync(ct);
        try
        {
            return await InstallOnceAsync(source, Path.Combine(SourceTree.Root, "artifacts", name), ct);
        }
        finally
        {
            s_one.Release();
        }
    }

    private static async Task<string> InstallOnceAsync(string source, string target, CancellationToken ct)
    {
        Directory.CreateDirectory(target);
        var installed = Path.Combine(target, "node_modules", ".package-lock.json");
        var sameLock = File.Exists(installed) && File.Exists(Path.Combine(target, "package-lock.json"))
            && await File.ReadAllTextAsync(Path.Combine(target, "package-lock.json"), ct) == await File.ReadAllTextAsync(Path.Combine(source, "package-lock.json"), ct);
        foreach (var file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
        }

        if (!sameLock)
        {
            await RunNpmAsync(target, ct);
        }

        return target;
    }

    private static async Task RunNpmAsync(string folder, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(s_timeLimit);
        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = npm.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = npm.StandardError.ReadToEndAsync(limit.Token);
        await npm.WaitForExitAsync(limit.Token);
        if (npm.ExitCode != 0)
        {
            throw new InvalidOperationException($"npm ci failed in {folder}:\n{await output}{await errors}");
        }
    }
}
