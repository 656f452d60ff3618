using RoiApp.Chaos;
using Xunit;

namespace RoiApp.EndToEnd.Tests.Chaos;

/// <summary>Short runs of what <c>./roi chaos</c> does at length: real processes, killed at moments of chance while memos are handed in, run and watched.</summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int Workflows = 24;

    // Generous: a machine that stalls takes long to start a process, and each kill costs a start.
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("Sqlite", 11)]
    [InlineData("Postgres", 12)]
    public async Task Every_workflow_is_complete_exactly_once_whatever_is_killed(string storage, int seed)
    {
        var plan = new ExperimentPlan(Enum.Parse<Storage>(storage), seed, Workflows, Kills: 5, s_timeLimit);

        var result = await Experiment.RunAsync(plan, output.WriteLine, TestContext.Current.CancellationToken);

        output.WriteLine($"{result}");
        Assert.Empty(result.Faults);
        Assert.NotEmpty(result.Killed);
    }

    [Fact]
    public async Task Replicas_that_are_told_to_stop_hand_over_and_spend_no_attempt()
    {
        var plan = new ExperimentPlan(Storage.Postgres, Seed: 13, Workflows, Kills: 0, s_timeLimit);

        var result = await Departure.RunAsync(plan, [], output.WriteLine, TestContext.Current.CancellationToken);

        output.WriteLine($"{result}");
        Assert.Empty(result.Faults);
        Assert.Equal(1, result.MostAttempts);
    }

    [Fact]
    public async Task A_full_processing_is_waited_for_and_no_attempt_is_spent_on_it()
    {
        var plan = new ExperimentPlan(Storage.Sqlite, Seed: 14, Workflows: 10, Kills: 0, s_timeLimit);
        await using var deployment = await Deployment.StartAsync(plan.Storage, Experiment.ApiSettings, ["--Receiving:MaxConcurrentWorkflows=1", "--Receiving:RetryAfter=00:00:00.100"], TestContext.Current.CancellationToken);

        var result = await new Experiment(deployment, plan, output.WriteLine).RunAsync(new Random(plan.Seed), async (done, _) =>
        {
            await done.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return [];
        }, TestContext.Current.CancellationToken);

        output.WriteLine($"{result}");
        Assert.Empty(result.Faults);
        Assert.Equal(1, result.MostAttempts);
        Assert.Contains(result.Messages, message => message == "All engines are busy; waiting for a free one.");
    }
}
