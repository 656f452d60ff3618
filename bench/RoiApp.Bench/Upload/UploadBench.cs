using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace RoiApp.Bench.Upload;

/// <summary>
/// 10 MB and 1 GiB by multipart and by tus, in turns with a bare Kestrel sink that drops the same bytes: the time from the first byte sent to the answer, which
/// comes once content and workflow are on disk; and the Api's memory before a file and at its highest while it goes through.
/// </summary>
internal static class UploadBench
{
    private const string Name = "upload";

    public static async Task RunAsync(Report report, BenchSettings settings, CancellationToken ct)
    {
        using var servers = await UploadServers.StartAsync(ct);
        using var http = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.Zero }) { Timeout = TimeSpan.FromMinutes(10) };
        await CompareAsync(report, "10-mb", 10_000_000, settings.Runs, servers, http, ct);
        await CompareAsync(report, "1-gib", 1L << 30, Math.Min(settings.Runs, 3), servers, http, ct);
    }

    private static async Task CompareAsync(Report report, string size, long bytes, int runs, UploadServers servers, HttpClient http, CancellationToken ct)
    {
        Func<Memo, Task<Guid?>>[] ways =
        [
            async memo => { await SinkAsync(http, servers.Sink, memo, ct); return null; },
            async memo => await MultipartAsync(http, servers.Api, memo, ct),
            async memo => await TusAsync(http, servers.Api, memo, ct),
        ];
        var (ms, before, peak) = (Table(), Table(), Table());
        for (var run = -1; run < runs; run++) // The first turn warms up and does not count.
        {
            for (var way = 0; way < ways.Length; way++)
            {
                var memo = new Memo(bytes, seed: (run * ways.Length) + way);
                var rest = servers.ApiMemory.NowMb;
                servers.ApiMemory.ResetPeak();
                var clock = Stopwatch.StartNew();
                var workflow = await ways[way](memo);
                if (run >= 0)
                {
                    (ms[way][run], before[way][run], peak[way][run]) = (clock.Elapsed.TotalMilliseconds, rest, servers.ApiMemory.PeakMb);
                }

                if (workflow is { } id)
                {
                    using var deleted = await http.DeleteAsync(new Uri(servers.Api, $"/api/workflows/{id}"), ct);
                    deleted.EnsureSuccessStatusCode();
                }
            }
        }

        report.Add(Name, $"{size}-multipart", "ms", ms[1], "bare-kestrel", ms[0]);
        report.Add(Name, $"{size}-tus", "ms", ms[2], "bare-kestrel", ms[0]);
        report.Add(Name, $"{size}-multipart-memory", "MB peak", peak[1], "before", before[1]);
        report.Add(Name, $"{size}-tus-memory", "MB peak", peak[2], "before", before[2]);

        double[][] Table() => [new double[runs], new double[runs], new double[runs]];
    }

    private static async Task SinkAsync(HttpClient http, Uri server, Memo memo, CancellationToken ct)
    {
        using var response = await http.PostAsync(server, memo.Body(), ct);
        response.EnsureSuccessStatusCode();
    }

    private static async Task<Guid> MultipartAsync(HttpClient http, Uri server, Memo memo, CancellationToken ct)
    {
        using var form = new MultipartFormDataContent { { memo.Body(), "file", "bench.wav" } };
        using var response = await http.PostAsync(new Uri(server, "/api/workflows"), form, ct);
        response.EnsureSuccessStatusCode();
        return Guid.Parse(response.Headers.Location!.OriginalString[^36..]);
    }

    private static async Task<Guid> TusAsync(HttpClient http, Uri server, Memo memo, CancellationToken ct)
    {
        using var creation = new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/api/uploads"));
        creation.Headers.Add("Tus-Resumable", "1.0.0");
        creation.Headers.Add("Upload-Length", memo.Bytes.ToString(CultureInfo.InvariantCulture));
        creation.Headers.Add("Upload-Metadata", $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes("bench.wav"))}");
        using var created = await http.SendAsync(creation, ct);
        created.EnsureSuccessStatusCode();
        using var patch = new HttpRequestMessage(HttpMethod.Patch, new Uri(server, created.Headers.Location!)) { Content = memo.Body() };
        patch.Headers.Add("Tus-Resumable", "1.0.0");
        patch.Headers.Add("Upload-Offset", "0");
        patch.Content.Headers.ContentType = new("application/offset+octet-stream");
        using var response = await http.SendAsync(patch, ct);
        response.EnsureSuccessStatusCode();
        return Guid.Parse(response.Headers.GetValues("Roi-Workflow").Single());
    }

    /// <summary>A recording of any size that takes no memory: a WAVE header, and blocks of noise that each run numbers anew, so that none is known already.</summary>
    private sealed class Memo(long bytes, int seed)
    {
        private const int BlockBytes = 128 * 1024;

        public long Bytes => bytes;

        public HttpContent Body() => new Blocks(bytes, seed);

        private sealed class Blocks : HttpContent
        {
            private readonly long _bytes;
            private readonly byte[] _block = new byte[BlockBytes];

            public Blocks(long bytes, int seed)
            {
                _bytes = bytes;
                new Random(seed).NextBytes(_block);
                "RIFF"u8.CopyTo(_block);
                "WAVEfmt "u8.CopyTo(_block.AsSpan(8));
            }

            protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
            {
                for (long sent = 0; sent < _bytes; sent += BlockBytes)
                {
                    await stream.WriteAsync(_block.AsMemory(0, (int)Math.Min(BlockBytes, _bytes - sent)));
                }
            }

            protected override bool TryComputeLength(out long length)
            {
                length = _bytes;
                return true;
            }
        }
    }
}
