using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using RoiApp.Api.Tests.Hosting;
using Xunit;
using static RoiApp.Api.Tests.Intake.Uploads.TusRequests;

namespace RoiApp.Api.Tests.Intake.Uploads;

public sealed class CutUploadOnSqliteTests(SqliteApi api) : CutUploadTests(api), IClassFixture<SqliteApi>
{
    protected override int Megabytes => 200;

    protected override int ServerDeaths => 4;
}

public sealed class CutUploadOnPostgresTests(PostgresApi api) : CutUploadTests(api), IClassFixture<PostgresApi>
{
    // What differs by database is the row at the end; the bytes do not.
    protected override int Megabytes => 20;

    protected override int ServerDeaths => 1;
}

/// <summary>An upload to a real process, cut again and again by the death of either side, with storage that ends or cannot be written to.</summary>
public abstract class CutUploadTests(ApiFixture api)
{
    private const int Cuts = 20;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract int Megabytes { get; }

    /// <summary>Of the 20; the client dies in the others.</summary>
    protected abstract int ServerDeaths { get; }

    [Fact]
    public async Task An_upload_cut_20_times_by_the_death_of_either_side_ends_bit_identical()
    {
        const int Seed = 20261125;
        var random = new Random(Seed);
        var content = Content.Wav(Megabytes * 1_000_000);
        random.NextBytes(content.AsSpan(44));
        var cuts = Enumerable.Range(0, Cuts).Select(_ => random.Next(content.Length)).Order().ToArray();
        var deaths = Enumerable.Range(0, Cuts).OrderBy(_ => random.Next()).Take(ServerDeaths).ToHashSet();
        var clock = Stopwatch.StartNew();

        var server = await StartAsync();
        try
        {
            var place = await server.Http.CreateUploadAsync(content.Length, "long.wav", ("name", $"cut {Megabytes}"));
            long told = 0;
            for (var cut = 0; cut < Cuts; cut++)
            {
                var dying = server;
                using (var client = new HttpClient { BaseAddress = server.Http.BaseAddress })
                {
                    var body = new CutStream(content, (int)told, Math.Max((int)told, cuts[cut]), deaths.Contains(cut) ? dying.KillAsync : null);
                    var request = Patch(place, told, []);
                    request.Content = new StreamContent(body, 64 * 1024) { Headers = { ContentType = new("application/offset+octet-stream"), ContentLength = content.Length - told } };
                    await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.SendAsync(request, Ct));
                }
                if (deaths.Contains(cut))
                {
                    await server.DisposeAsync();
                    server = await StartAsync();
                }
                var now = await server.Http.OffsetAsync(place);
                Assert.InRange(now, told, cuts[cut] < told ? told : cuts[cut]); // Never less than was told before, never more than was sent.
                told = now;
            }
            using var last = await SendRestAsync(server.Http, place, content, told);
            Assert.Equal(HttpStatusCode.NoContent, last.StatusCode);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), last.One("Roi-Content-Sha256"));
            var stored = await File.ReadAllBytesAsync(Path.Combine(api.Directory, "audio", last.One("Roi-Content-Sha256")!), Ct);
            Assert.True(content.AsSpan().SequenceEqual(stored));
            Assert.Equal(1, (await server.Http.GetStatsAsync()).Total);
            TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"seed {Seed}: {Megabytes} MB cut {Cuts} times, {ServerDeaths} of them by killing the server; {told:N0} bytes kept by the last cut; {clock.Elapsed.TotalSeconds:0.0} s"));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>
    /// As any client does it: who is told 409 or 423 asks for the offset and goes on from there. What a dead client had sent may reach the server after the question and move the offset on.
    /// </summary>
    private static async Task<HttpResponseMessage> SendRestAsync(HttpClient http, string place, byte[] content, long told)
    {
        for (var late = 0; ; late++)
        {
            var answer = await http.SendTusAsync(Patch(place, told, content[(int)told..]));
            if (answer.StatusCode is not (HttpStatusCode.Conflict or HttpStatusCode.Locked) || late == Cuts)
            {
                return answer;
            }
            answer.Dispose();
            var now = await http.OffsetAsync(place);
            Assert.InRange(now, told, content.Length);
            told = now;
        }
    }

    private Task<ApiProcess> StartAsync() => ApiProcess.StartAsync(api, "--Intake:MaxBytes=300000000", "--Jobs:MaxConcurrent=0");

    /// <summary>Content from one place to another, and then no more: the reader dies, or first kills whoever it sends to.</summary>
    private sealed class CutStream(byte[] content, int from, int to, Func<Task>? kill) : Stream
    {
        private int _at = from;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_at >= to)
            {
                await (kill?.Invoke() ?? Task.CompletedTask);
                throw new IOException("Cut.");
            }
            var read = Math.Min(buffer.Length, to - _at);
            content.AsMemory(_at, read).CopyTo(buffer);
            _at += read;
            return read;
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
