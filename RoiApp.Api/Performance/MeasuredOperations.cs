using RoiApp.Api.Data;
using RoiApp.ServiceDefaults.Performance;

namespace RoiApp.Api.Performance;

/// <summary>What of the Api is measured, and how quick it is to be.</summary>
internal static class MeasuredOperations
{
    public static WebApplicationBuilder AddPerformance(this WebApplicationBuilder builder)
    {
        builder.AddPerformance(
            Targets,
            new HttpRequestDurations(
                "/api/events", "/api/workflows/{id}/events", "/ws", "/ws/workflows/{id}",
                "/roi.v1.Workflows/Watch", "/roi.v1.Workflows/Submit", "/grpc.health.v1.Health/Watch", "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"),
            new TaggedDurations("roiapp.pipeline.step.duration", "step")
            {
                By = ["step"],
                Values = [.. Enum.GetValues<StepName>().Select(Words.Of)],
                Outcome = "status",
                Success = Words.Of(StepStatus.Completed),
                Ignored = Words.Of(StepStatus.Skipped),
            },
            new TaggedDurations("roiapp.jobs.wait", "queue", "wait"),
            new TaggedDurations("roiapp.jobs.attempt.duration", "queue", "run"),
            new TaggedDurations("roiapp.progress.lag", "events") { By = ["channel"], Values = ["sse", "websocket", "grpc"] },
            new TaggedDurations("roiapp.data.write_turn.wait", "database", "write-turn"),
            new TaggedDurations("roiapp.data.query.duration", "query") { By = ["query"], Outcome = "outcome" },
            new TaggedDurations("cache.lookup.duration", "cache") { By = ["cache_type", "outcome"] });
        return builder;
    }

    /// <summary>Those of the design's figures that a running system can be held to.</summary>
    private static IReadOnlyDictionary<string, PerformanceTarget> Targets { get; } = new Dictionary<string, PerformanceTarget>
    {
        ["reads"] = new() { Operation = "http GET /api/*", Percentile = 95, LimitMs = 200 },
        ["upload"] = new() { Operation = "http POST /api/workflows", Percentile = 95, LimitMs = 5000 },
        ["edit"] = new() { Operation = "http PATCH /api/workflows/{id}/contacts/{index}", Percentile = 95, LimitMs = 200 },
        ["claim"] = new() { Operation = "queue wait", Percentile = 95, LimitMs = 100 },
        ["memo"] = new() { Operation = "queue run", Percentile = 95, LimitMs = 30_000 },
        ["events"] = new() { Operation = "events *", Percentile = 99, LimitMs = 50 },
        ["queries"] = new() { Operation = "query *", Percentile = 95, LimitMs = 100 },
    };
}
