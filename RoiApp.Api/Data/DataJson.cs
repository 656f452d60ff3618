using System.Text.Json.Serialization;

namespace RoiApp.Api.Data;

/// <summary>The shapes of JSON columns.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<SpokenWord>))]
[JsonSerializable(typeof(IReadOnlyList<Evidence>))]
[JsonSerializable(typeof(Evidence))]
[JsonSerializable(typeof(IReadOnlyList<ContactEdit>))]
internal sealed partial class DataJson : JsonSerializerContext;
