using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using RoiApp.Testing;
using RoiApp.Testing.Servers;

namespace RoiApp.Bench.Pipeline;

/// <summary>Api and Processing as they were built, a process each, over a storage folder of their own.</summary>
internal sealed class RunningRoiApp : IAsyncDisposable
{
    private static readonly TimeSpan s_startsWithin = TimeSpan.FromSeconds(120);

    private readonly string _storage = Directory.CreateTempSubdirectory("roiapp-bench-").FullName;
    private readonly List<ServerProcess> _processes = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(30) };
    private short _runs;

    public static async Task<RunningRoiApp> StartAsync(CancellationToken ct)
    {
        var roiapp = new RunningRoiApp();
        try
        {
            var (processing, api) = (FreePort.NextLasting(), FreePort.NextLasting());
            await roiapp.StartAsync("RoiApp.Processing", ["--Listen:HttpPort=0", Setting("Listen:GrpcPort", processing)], ct);
            await roiapp.StartAsync(
                "RoiApp.Api",
                [Setting("Listen:HttpPort", api), "--Listen:GrpcPort=0", Setting("Storage:Directory", roiapp._storage), Setting("services:processing:grpc:0", $"http://127.0.0.1:{processing}")],
                ct);
            roiapp._http.BaseAddress = new Uri($"http://127.0.0.1:{api}");
            return roiapp;
        }
        catch
        {
            await roiapp.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a recording, to be transcribed, translated and read.</summary>
    /// <returns>The time from the first byte of the upload to the event that says it is completed.</returns>
    public async Task<TimeSpan> RunAsync(string recording, CancellationToken ct)
    {
        var wav = await File.ReadAllBytesAsync(recording, ct);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(^2..), _runs++); // Another last sample: a recording that is known already is not heard again.
        using var form = new MultipartFormDataContent { { new StringContent("en"), "language" }, { new StringContent("es"), "targetLanguage" }, { new ByteArrayContent(wav), "file", Path.GetFileName(recording) } };
        var started = Stopwatch.GetTimestamp();
        using var created = await _http.PostAsync(new Uri("/api/workflows", UriKind.Relative), form, ct);
        created.EnsureSuccessStatusCode();
        var id = (await created.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("id").GetString();
        await using var events = await _http.GetStreamAsync(new Uri($"/api/workflows/{id}/events", UriKind.Relative), ct);
        await foreach (var happened in SseParser.Create(events).EnumerateAsync(ct))
        {
            using var json = JsonDocument.Parse(happened.Data);
            var (type, data) = (json.RootElement.GetProperty("type").GetString(), json.RootElement.GetProperty("data"));
            var status = type == "workflow.status" && data.TryGetProperty("status", out var now) ? now.GetString() : "";
            if (status == "completed")
            {
                return Stopwatch.GetElapsedTime(started);
            }
            if (status is "failed" or "cancelled")
            {
                throw new InvalidOperationException($"The workflow ended {status}: {happened.Data}");
            }
        }
        throw new InvalidOperationException("The events ended before the workflow.");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }
        Directory.Delete(_storage, recursive: true);
    }

    private async Task StartAsync(string project, string[] settings, CancellationToken ct)
    {
        var here = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var program = Path.Combine(SourceTree.Root, project, "bin", here.Parent!.Name, here.Name, $"{project}.dll");
        string[] quiet = ["--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information"];
        _processes.Add(await ServerProcess.StartAsync(project, ["dotnet", program, .. settings, .. quiet], "Application started", "TERM", scratch: null, s_startsWithin, ct));
    }

    private static string Setting(string name, object value) => string.Create(CultureInfo.InvariantCulture, $"--{name}={value}");
}
