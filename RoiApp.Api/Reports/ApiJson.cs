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
[JsonSerializable(typeof(ResultsResource))]
[JsonSerializable(typeof(EventResource))]
[JsonSerializable(typeof(FeedSnapshotResource))]
[JsonSerializable(typeof(PerformanceResource))]
[JsonSerializable(typeof(StatsResource))]
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
internal sealed partial class ApiJson : JsonSerializerContext;
