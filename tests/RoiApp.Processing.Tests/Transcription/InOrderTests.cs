using RoiApp.Processing.Transcription;
using Xunit;

namespace RoiApp.Processing.Tests.Transcription;

public sealed class InOrderTests
{
    [Fact]
    public async Task Results_come_in_order_though_the_last_is_done_first()
    {
        const int Count = 4;
        var done = Enumerable.Range(0, Count + 1).Select(_ => new TaskCompletionSource()).ToArray();
        done[Count].SetResult();
        // Each waits for the one after it.
        async Task<int> Work(int item, CancellationToken ct)
        {
            await done[item + 1].Task.WaitAsync(ct);
            done[item].SetResult();
            return item;
        }
        Assert.Equal([0, 1, 2, 3], await Items(Count).SelectInOrderAsync(ahead: Count, Work, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task No_more_are_in_work_than_allowed_while_the_first_is_slow()
    {
        var begun = 0;
        var first = new TaskCompletionSource();
        var third = new TaskCompletionSource();
        async Task<int> Work(int item, CancellationToken ct)
        {
            if (Interlocked.Increment(ref begun) == 3)
            {
                third.SetResult();
            }
            if (item == 0)
            {
                await first.Task.WaitAsync(ct);
            }
            return item;
        }
        var reading = Items(100).SelectInOrderAsync(ahead: 3, Work, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        await third.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(3, Volatile.Read(ref begun));
        first.SetResult();
        Assert.Equal(100, (await reading).Count);
    }

    [Fact]
    public async Task A_failure_cancels_the_others_and_is_what_the_reader_sees()
    {
        var others = 0;
        var begun = new TaskCompletionSource();
        async Task<int> Work(int item, CancellationToken ct)
        {
            if (item == 0)
            {
                await begun.Task.WaitAsync(ct);
                throw new InvalidDataException();
            }
            try
            {
                if (item == 2)
                {
                    begun.SetResult();
                }
                await Task.Delay(Timeout.Infinite, ct);
            }
            finally
            {
                Interlocked.Increment(ref others);
            }
            return item;
        }
        await Assert.ThrowsAsync<InvalidDataException>(async () => await Items(3).SelectInOrderAsync(ahead: 3, Work, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, others);
    }

    private static async IAsyncEnumerable<int> Items(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }
}
