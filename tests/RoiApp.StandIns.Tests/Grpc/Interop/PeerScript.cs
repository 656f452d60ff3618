using System.Diagnostics;
using System.Text.Json;

namespace RoiApp.StandIns.Tests.Rpc;

/// <summary>A client in another language: a program that says of each case, in a line of JSON, whether it went well.</summary>
internal static class PeerScript
{
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromMinutes(3);

    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Grpc", "Peers");

    public static async Task<IReadOnlyDictionary<string, PeerResult>> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(s_timeLimit);
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        var results = new Dictionary<string, PeerResult>(StringComparer.Ordinal);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                var result = JsonSerializer.Deserialize<PeerResult>(line, JsonSerializerOptions.Web)!;
                results[result.Case] = result;
            }

            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        return process.ExitCode == 0 ? results : throw new InvalidOperationException($"{program} ended with status {process.ExitCode}:\n{await errors}");
    }

    /// <summary>What the Python peers build their messages from.</summary>
    public static async Task<string> WriteDescriptorsAsync(CancellationToken ct)
    {
        var files = new Google.Protobuf.Reflection.FileDescriptorSet();
        foreach (var file in new[]
        {
            InteropReflection.Descriptor, Grpc.Health.V1.HealthReflection.Descriptor,
            Grpc.Reflection.V1.ReflectionReflection.Descriptor, Grpc.Reflection.V1Alpha.ReflectionReflection.Descriptor,
        })
        {
            files.File.Add(file.ToProto());
        }

        var path = Path.Combine(Path.GetTempPath(), $"interop-{Guid.NewGuid():N}.desc");
        await File.WriteAllBytesAsync(path, Google.Protobuf.MessageExtensions.ToByteArray(files), ct);
        return path;
    }
}

internal sealed record PeerResult(string Case, bool Ok, string Detail);
