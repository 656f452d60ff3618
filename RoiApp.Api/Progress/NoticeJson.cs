using System.Text.Json;
using System.Text.Json.Serialization;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Progress;

/// <param name="From">The replica that published it: it has told its own watchers already.</param>
internal sealed record CarriedNotice(string From, Guid WorkflowId, long Seq, IReadOnlyList<EventResource>? Events);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CarriedNotice))]
internal sealed partial class NoticeJson : JsonSerializerContext;
