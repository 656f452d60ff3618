using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Reports;

/// <summary>Every shape that REST and live events answer, without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WorkflowResource))]
[JsonSerializable(typeof(PageResource<WorkflowResource>))]
[JsonSerializable(typeof(StepResource))]
[JsonSerializable(typeof(SegmentResource))]
[JsonSerializable(typeof(ProgressResource))]
[JsonSerializable(typeof(ReportResource))]
[JsonSerializable(typeof(TranscriptResource))]
[JsonSerializable(typeof(ResultsResource))]
[JsonSerializable(typeof(EventResource))]
[JsonSerializable(typeof(FeedSnapshotResource))]
[JsonSerializable(typeof(PerformanceResource))]
[JsonSerializable(typeof(StatsResource))]
[JsonSerializable(typeof(CacheStatsResource))]
[JsonSerializable(typeof(CacheClearedResource))]
[JsonSerializable(typeof(BatchResource))]
[JsonSerializable(typeof(CapabilitiesResource))]
[JsonSerializable(typeof(RecordingTemplateResource))]
[JsonSerializable(typeof(ContactResource))]
[JsonSerializable(typeof(PageResource<SearchHitResource>))]
[JsonSerializable(typeof(ManyRequest))]
[JsonSerializable(typeof(ManyResource))]
[JsonSerializable(typeof(MergeRequest))]
[JsonSerializable(typeof(MergeResource))]
[JsonSerializable(typeof(ExportRequest))]
[JsonSerializable(typeof(ExportedReportResource))]
[JsonSerializable(typeof(Dictionary<string, string[]>))] // A problem's errors.
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>As responses are written: their JSON stands in no page, so that accents need no escape.</summary>
    public static ApiJson Answers { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
