using RoiApp.Api.Jobs;
using Xunit;

namespace RoiApp.Api.Tests.Jobs;

public sealed class BackOffTests
{
    private static readonly TimeSpan s_from = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_to = TimeSpan.FromMinutes(1);

    [Fact]
    public void Waits_double_up_to_the_bound_and_keep_to_their_upper_half()
    {
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(1, 8).Select(attempt => BackOff.After(attempt, s_from, s_to, dice: 1).TotalSeconds));
        Assert.Equal([0.5, 1, 2], Enumerable.Range(1, 3).Select(attempt => BackOff.After(attempt, s_from, s_to, dice: 0).TotalSeconds));
        Assert.Equal(s_to, BackOff.After(1000, s_from, s_to, dice: 1));
    }
}
