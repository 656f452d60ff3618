using System.Text.Json;
using System.Text.Json.Serialization;

namespace RoiApp.Api.Progress;

/// <param name="From">The replica that published it: it has told its own watchers already.</param>
internal sealed record CarriedNotice(string From, Notice Notice)
{
    /// <summary>As JSON of at most so many bytes: without its events when they are too large, to be read from the log.</summary>
    public byte[] ToJson(int atMost)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this, NoticeJson.Default.CarriedNotice);
        return json.Length <= atMost ? json : JsonSerializer.SerializeToUtf8Bytes(this with { Notice = Notice with { Events = null } }, NoticeJson.Default.CarriedNotice);
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(CarriedNotice))]
internal sealed partial class NoticeJson : JsonSerializerContext;
