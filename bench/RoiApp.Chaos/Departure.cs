namespace RoiApp.Chaos;

/// <summary>One Api and one Processing are told to stop in the middle of the work, as for an update: the others take over, and no attempt is spent.</summary>
internal static class Departure
{
    /// <param name="processingSettings">Of Processing, to make its calls long or its places few.</param>
    public static async Task<ExperimentResult> RunAsync(ExperimentPlan plan, IReadOnlyList<string> processingSettings, Action<string> say, CancellationToken ct)
    {
        await using var deployment = await Deployment.StartAsync(plan.Storage, Experiment.ApiSettings, processingSettings, ct);
        return await new Experiment(deployment, plan, say).RunAsync(new Random(plan.Seed), async (done, ct) =>
        {
            using var client = new ApiClient(deployment.Addresses);
            using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            while ((await client.StatsAsync(ct)).ByStatus["completed"] < plan.Workflows / 4 && !done.IsCompleted)
            {
                await poll.WaitForNextTickAsync(ct);
            }
            await Task.WhenAll(deployment.Apis[0].StopAsync(ct), deployment.Processings[0].StopAsync(ct));
            say("one Api and one Processing have stopped in good order");
            return [];
        }, ct);
    }
}
