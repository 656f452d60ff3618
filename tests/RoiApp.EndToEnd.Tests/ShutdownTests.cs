using RoiApp.Testing.Servers;
using Xunit;

namespace RoiApp.EndToEnd.Tests;

public sealed class ShutdownTests
{
    private static readonly TimeSpan s_goneWithin = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(2)]
    [InlineData(15)]
    [InlineData(9)]
    public async Task A_signal_to_the_app_host_leaves_no_process_behind(int signal)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var app = await RunningRoiApp.StartAsync("Servers", ct);
        var family = ProcessTree.Below(app.AppHostId);
        Assert.Contains(family, process => process.Command.Contains("RoiApp.Processing", StringComparison.Ordinal));
        Assert.Contains(family, process => process.Command.Contains("postgres", StringComparison.Ordinal));
        Assert.Contains(family, process => process.Command.Contains("redis-server", StringComparison.Ordinal));

        app.Send(new PosixSignal(signal));
        await app.WaitForExitAsync(ct);

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(s_goneWithin);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        IReadOnlyList<RunningProcess> left = family;
        while ((left = [.. left.Where(ProcessTree.IsAlive)]).Count > 0)
        {
            Assert.False(limit.IsCancellationRequested, $"Still there after {s_goneWithin}: {string.Join("; ", left)}");
            await poll.WaitForNextTickAsync(ct);
        }
    }
}
