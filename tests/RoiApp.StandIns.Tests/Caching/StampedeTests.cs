using Microsoft.Extensions.Caching.Hybrid;

namespace RoiApp.StandIns.Tests.Caching;

public sealed class StampedeTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, false)]
    [InlineData(200, false)]
    [InlineData(200, true)]
    public async Task Callers_at_the_same_time_share_one_run(int callers, bool canBeCancelled)
    {
        using var under = new CacheUnderTest();
        using var leaving = new CancellationTokenSource();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var runs = 0;

        var answers = Enumerable.Range(0, callers)
            .Select(_ => under.Cache.GetOrCreateAsync("memo", MakeAsync, cancellationToken: canBeCancelled ? leaving.Token : CancellationToken.None).AsTask())
            .ToList();
        gate.SetResult();

        Assert.All(await Task.WhenAll(answers).WaitAsync(s_patience, _ct), answer => Assert.Equal("report", answer));
        Assert.Equal(1, runs);

        async ValueTask<string> MakeAsync(CancellationToken ct)
        {
            await gate.Task.WaitAsync(ct);
            Interlocked.Increment(ref runs);
            return "report";
        }
    }

    [Fact]
    public async Task Callers_who_want_it_in_another_way_run_on_their_own()
    {
        using var under = new CacheUnderTest();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var runs = 0;

        var first = under.Cache.GetOrCreateAsync("memo", MakeAsync, cancellationToken: _ct).AsTask();
        var other = under.Cache.GetOrCreateAsync("memo", MakeAsync, new() { Flags = HybridCacheEntryFlags.DisableLocalCache }, cancellationToken: _ct).AsTask();
        gate.SetResult();

        await Task.WhenAll(first, other).WaitAsync(s_patience, _ct);
        Assert.Equal(2, runs);

        async ValueTask<int> MakeAsync(CancellationToken ct)
        {
            await gate.Task.WaitAsync(ct);
            return Interlocked.Increment(ref runs);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task When_everybody_cancels_each_is_told_by_its_own_token_and_the_run_is_cancelled(int callers)
    {
        using var under = new CacheUnderTest();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tokens = Enumerable.Range(0, callers).Select(_ => new CancellationTokenSource()).ToList();
        var answers = tokens.ConvertAll(token => under.Cache.GetOrCreateAsync("memo", MakeAsync, cancellationToken: token.Token).AsTask());
        await started.Task.WaitAsync(s_patience, _ct);

        foreach (var token in tokens)
        {
            await token.CancelAsync();
        }

        for (var i = 0; i < callers; i++)
        {
            var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answers[i].WaitAsync(s_patience, _ct));
            Assert.Equal(tokens[i].Token, e.CancellationToken);
        }

        await cancelled.Task.WaitAsync(s_patience, _ct);
        Assert.Equal("again", await under.Cache.GetOrCreateAsync("memo", _ => ValueTask.FromResult("again"), cancellationToken: _ct));
        tokens.ForEach(token => token.Dispose());

        async ValueTask<string> MakeAsync(CancellationToken ct)
        {
            started.SetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            }
            finally
            {
                cancelled.SetResult();
            }

            return "never";
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public async Task While_one_still_waits_the_run_goes_on(int remaining)
    {
        using var under = new CacheUnderTest();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tokens = Enumerable.Range(0, 10).Select(_ => new CancellationTokenSource()).ToList();
        var answers = tokens.ConvertAll(token => under.Cache.GetOrCreateAsync("memo", MakeAsync, cancellationToken: token.Token).AsTask());

        for (var i = 0; i < tokens.Count; i++)
        {
            if (i != remaining)
            {
                await tokens[i].CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answers[i].WaitAsync(s_patience, _ct));
            }
        }

        gate.SetResult();

        Assert.Equal("report", await answers[remaining].WaitAsync(s_patience, _ct));
        tokens.ForEach(token => token.Dispose());

        async ValueTask<string> MakeAsync(CancellationToken ct)
        {
            await gate.Task.WaitAsync(ct);
            return "report";
        }
    }

    [Fact]
    public async Task A_failure_is_everybodys_and_is_not_kept()
    {
        using var under = new CacheUnderTest();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answers = Enumerable.Range(0, 5).Select(_ => under.Cache.GetOrCreateAsync<string>("memo", FailAsync, cancellationToken: _ct).AsTask()).ToList();
        gate.SetResult();

        foreach (var answer in answers)
        {
            Assert.Equal("No engine.", (await Assert.ThrowsAsync<InvalidOperationException>(() => answer.WaitAsync(s_patience, _ct))).Message);
        }

        Assert.Equal("report", await under.Cache.GetOrCreateAsync("memo", _ => ValueTask.FromResult("report"), cancellationToken: _ct));

        async ValueTask<string> FailAsync(CancellationToken ct)
        {
            await gate.Task.WaitAsync(ct);
            throw new InvalidOperationException("No engine.");
        }
    }

    [Fact]
    public async Task A_caller_who_is_cancelled_beforehand_runs_nothing()
    {
        using var under = new CacheUnderTest();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await under.AskAsync("memo", new(canceled: true)));

        Assert.Equal(0, under.Made);
    }

    [Fact]
    public async Task One_key_at_one_time_is_of_one_type()
    {
        using var under = new CacheUnderTest();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var text = under.Cache.GetOrCreateAsync("memo", MakeAsync, cancellationToken: _ct).AsTask();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await under.AskAsync("memo", _ct));

        gate.SetResult();
        Assert.Equal("report", await text.WaitAsync(s_patience, _ct));

        async ValueTask<string> MakeAsync(CancellationToken ct)
        {
            await gate.Task.WaitAsync(ct);
            return "report";
        }
    }

    [Fact]
    public async Task Under_constant_traffic_a_value_is_made_once()
    {
        using var under = new CacheUnderTest();

        for (var key = 0; key < 200; key++)
        {
            var name = $"memo {key}";
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await under.AskAsync(name, _ct), _ct))).WaitAsync(s_patience, _ct);
        }

        Assert.SkipWhen(!StandIn.Has(typeof(HybridCacheOptions)), "Promised by the stand-in alone: the package may run twice when one run ends as the next caller comes.");
        Assert.Equal(200, under.Made);
    }
}
