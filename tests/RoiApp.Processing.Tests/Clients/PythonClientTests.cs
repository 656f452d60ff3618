using RoiApp.Testing;
using Xunit;

namespace RoiApp.Processing.Tests.Clients;

/// <summary>The service as a process of its own, called by somebody else's gRPC: grpcio in Python.</summary>
public sealed class PythonClientTests(Recordings recordings) : IClassFixture<Recordings>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_recording_streamed_from_python_comes_back_as_progress_segments_and_a_report()
    {
        await using var server = await ProcessingServer.StartAsync();
        var (exitCode, lines) = await StreamAsync(server.Address, recordings.Ffmpeg("minute.wav", "-stream_loop", "2", "-i", Recordings.Memo), "--target", "es");
        var said = string.Join('\n', lines);
        Assert.True(exitCode == 0, said);
        Assert.StartsWith("step_started transcription", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("progress transcription percent=", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("segment ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("translation ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("report ", StringComparison.Ordinal));
        Assert.Equal("status OK", lines[^1]);
    }

    [Fact]
    public async Task Errors_of_the_call_arrive_as_statuses_and_the_service_goes_on()
    {
        await using var server = await ProcessingServer.StartAsync();
        var wrong = await StreamAsync(server.Address, Recordings.Memo, "--language", "not a tag");
        Assert.Contains("status INVALID_ARGUMENT options.language", wrong.Lines[^1], StringComparison.Ordinal);
        var large = await StreamAsync(server.Address, recordings.Ffmpeg("large.wav", "-stream_loop", "9", "-i", Recordings.Memo), "--chunk", "1048577");
        Assert.Contains("status INVALID_ARGUMENT content", large.Lines[^1], StringComparison.Ordinal);
        var cancelled = await StreamAsync(server.Address, Recordings.Memo, "--cancel-after-first", "step_started");
        Assert.Contains("status CANCELLED", cancelled.Lines[^1], StringComparison.Ordinal);
        var good = await StreamAsync(server.Address, SourceTree.Sample("05-clinica-san-rafael.es.vtt"));
        Assert.Equal("status OK", good.Lines[^1]);
    }

    private static async Task<(int ExitCode, string[] Lines)> StreamAsync(string address, string file, params string[] options)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_patience);
        using var client = PythonClient.Start(address, file, options);
        return (await client.WaitAsync(limit.Token), [.. client.Lines]);
    }
}
