using System.Diagnostics;
using Microsoft.Extensions.Options;
using RoiApp.Api.Caching;
using RoiApp.Api.Reports;
using RoiApp.ServiceDefaults.Caching;

namespace RoiApp.Api.Workflows;

/// <summary>Reads at start what whoever comes first will look at: the first page, the counts, and the newest reports. Beside everything else, and not for long.</summary>
internal sealed partial class CacheWarmUp(
    ChangeNotices notices, CachedLists lists, CachedReports reports, IOptions<CachingOptions> options, TimeProvider time, ILogger<CacheWarmUp> logger) : BackgroundService
{
    private const int NewestReports = 10;

    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(10);

    /// <summary>Answers how many answers are ready now.</summary>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        await notices.Heard.WaitAsync(ct); // What is read before could not be kept.
        var page = await lists.PageAsync(WorkflowQuery.All, WorkflowOrder.Newest, cursor: null, WorkflowList.DefaultLimit, ct);
        await lists.StatsAsync(ct);
        var read = 2;
        foreach (var workflow in page.As(ApiJson.Answers.PageResourceWorkflowResource).Items.Take(NewestReports))
        {
            await reports.WorkflowAsync(workflow.Id, ct);
            await reports.ResultsAsync(workflow.Id, ct);
            read += 2;
        }
        return read;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value is not { Enabled: true, WarmUp: true })
        {
            return;
        }
        await Task.Yield();
        using var limit = new CancellationTokenSource(s_within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stoppingToken);
        try
        {
            var began = Stopwatch.GetTimestamp();
            var read = await RunOnceAsync(either.Token);
            Log.Warm(logger, read, (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Going down, or busy enough that whoever comes first reads for himself.
        }
        catch (Exception e)
        {
            Log.Failed(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(9110, LogLevel.Information, "The cache is warm: {Answers} answers in {ElapsedMs} ms.")]
        public static partial void Warm(ILogger logger, int answers, long elapsedMs);

        [LoggerMessage(9111, LogLevel.Warning, "The cache could not be warmed; it fills as answers are asked for.")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
