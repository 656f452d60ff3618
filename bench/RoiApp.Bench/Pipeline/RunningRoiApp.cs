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

    /// <summary>Of the Api.</summary>
    public HttpClient Http => _http;

    /// <param name="settings">Of both, such as <c>--Cache:Enabled=false</c>.</param>
    /// <param name="ct">Gives it up.</param>
    /// <param name="processing">Where somebody else's Processing listens; null to start our own.</param>
    public static async Task<RunningRoiApp> StartAsync(string[] settings, CancellationToken ct, Uri? processing = null)
    {
        var roiapp = new RunningRoiApp();
        try
        {
            if (processing is null)
            {
                processing = new($"http://127.0.0.1:{FreePort.Next()}");
                await roiapp.StartAsync("RoiApp.Processing", ["--Listen:HttpPort=0", Setting("Listen:GrpcPort", processing.Port), .. settings], ct);
            }
            var api = FreePort.Next();
            await roiapp.StartAsync(
                "RoiApp.Api",
                [Setting("Listen:HttpPort", api), "--Listen:GrpcPort=0", Setting("Storage:Directory", roiapp._storage), Setting("services:processing:grpc:0", processing.GetLeftPart(UriPartial.Authority)), .. settings],
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

    /// <summary>Sends a recording, to be transcribed, translated and read; deletes it then, so that the next is heard with the same expectations: none.</summary>
    /// <returns>The time from the first byte of the upload to the event that says it is completed.</returns>
    public async Task<TimeSpan> RunAsync(string recording, CancellationToken ct)
    {
        var (id, took) = await RunAsync(Another(await File.ReadAllBytesAsync(recording, ct)), Path.GetFileName(recording), ct);
        using var deleted = await _http.DeleteAsync(new Uri($"/api/workflows/{id}", UriKind.Relative), ct);
        deleted.EnsureSuccessStatusCode();
        return took;
    }

    /// <summary>The recording with another last sample: one that is known already is not heard again.</summary>
    public byte[] Another(byte[] wav)
    {
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(^2..), _runs++);
        return wav;
    }

    /// <summary>Sends bytes as they are, whether or not they were sent before.</summary>
    public async Task<(string Id, TimeSpan Took)> RunAsync(byte[] wav, string fileName, CancellationToken ct)
    {
        using var form = new MultipartFormDataContent { { new StringContent("en"), "language" }, { new StringContent("es"), "targetLanguage" }, { new ByteArrayContent(wav), "file", fileName } };
        var started = Stopwatch.GetTimestamp();
        using var created = await _http.PostAsync(new Uri("/api/workflows", UriKind.Relative), form, ct);
        created.EnsureSuccessStatusCode();
        var id = (await created.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("id").GetString()!;
        await using var events = await _http.GetStreamAsync(new Uri($"/api/workflows/{id}/events", UriKind.Relative), ct);
        await foreach (var happened in SseParser.Create(events).EnumerateAsync(ct))
        {
            using var json = JsonDocument.Parse(happened.Data);
            var (type, data) = (json.RootElement.GetProperty("type").GetString(), json.RootElement.GetProperty("data"));
            var status = type == "workflow.status" && data.TryGetProperty("status", out var now) ? now.GetString() : "";
            if (status == "completed")
            {
                return (id, Stopwatch.GetElapsedTime(started));
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
