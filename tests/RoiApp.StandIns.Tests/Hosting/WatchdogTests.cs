using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.Orchestration;

namespace RoiApp.StandIns.Tests.Hosting;

public sealed class WatchdogTests
{
    private readonly ConcurrentQueue<string> _lines = [];

    [Fact]
    public async Task Exit_code_and_all_output_come_through()
    {
        await using var process = Run("echo one; echo two >&2; printf three; exit 42");

        Assert.Equal(42, await process.Exited.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Assert.Equal(["one", "three", "two"], _lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_program_is_asked_to_end_with_its_own_signal_and_may_tidy_up()
    {
        await using var process = Run("trap 'echo tidied; exit 5' INT; echo up; while :; do sleep 0.05; done", signal: "INT");
        await LineAsync("up");

        await process.StopAsync();

        Assert.Equal(5, await process.Exited);
        Assert.Contains("tidied", _lines);
    }

    [Fact]
    public async Task A_program_that_ignores_the_request_is_killed_when_its_time_is_up()
    {
        await using var process = Run("trap '' TERM; echo up; while :; do sleep 0.05; done");
        await LineAsync("up");
        var start = Stopwatch.GetTimestamp();

        await process.StopAsync();

        Assert.Equal(128 + 9, await process.Exited);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0.25, 10);
    }

    [Theory]
    [InlineData("exit 0")]
    [InlineData("while :; do sleep 0.05; done")]
    public async Task What_a_program_started_ends_with_it(string thenDo)
    {
        await using var process = Run($"trap 'exit 0' TERM; sleep 600 & echo $!; {thenDo}");
        Assert.True(await Poll.UntilAsync(() => !_lines.IsEmpty, TimeSpan.FromSeconds(10)));
        var helper = int.Parse(_lines.First(), CultureInfo.InvariantCulture);

        await process.StopAsync();

        Assert.True(await Poll.UntilAsync(() => !ProcessTable.IsAlive(helper), TimeSpan.FromSeconds(10)), "The helper outlived the program.");
    }

    [Fact]
    public async Task A_line_without_an_end_is_cut_so_that_it_cannot_fill_the_memory()
    {
        await OutputLines.PumpAsync(new StringReader(new string('x', 100_000) + "\r\nlast"), _lines.Enqueue);

        Assert.Equal(100_000, _lines.SkipLast(1).Sum(line => line.Length));
        Assert.All(_lines, line => Assert.InRange(line.Length, 1, 20_000));
        Assert.Equal("last", _lines.Last());
    }

    private SupervisedProcess Run(string script, string signal = "TERM") => SupervisedProcess.Start(
        new ProcessSpec("script", ["sh", "-c", script]) { StopSignal = signal, StopTimeout = TimeSpan.FromSeconds(0.3) }, _lines.Enqueue);

    private async Task LineAsync(string line) => Assert.True(await Poll.UntilAsync(() => _lines.Contains(line), TimeSpan.FromSeconds(10)), $"No line '{line}'.");
}
