using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Search;

/// <summary>The shape of a page of hits, without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PageResource<SearchHitResource>))]
internal sealed partial class SearchJson : JsonSerializerContext
{
    /// <summary>As responses are written: their JSON stands in no page, so that accents need no escape.</summary>
    public static SearchJson Answers { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
