using System.Diagnostics;
using System.Text.Json;
using RoiApp.Contracts.Rest;

namespace RoiApp.Testing.Live;

/// <summary>Reads the JSON that SSE and WebSocket share.</summary>
internal static class EventJson
{
    public static Heard Read(ReadOnlySpan<byte> utf8)
    {
        var e = JsonSerializer.Deserialize<EventResource>(utf8, JsonSerializerOptions.Web) ?? throw new InvalidDataException("An event was null.");
        var text = e.Type is EventTypes.Segment or EventTypes.Partial ? Word(e, "text") : null;
        var status = e.Type == EventTypes.WorkflowStatus ? Word(e, "status") : null;
        return new(e.Seq, e.Type, text, status, utf8.Length, Stopwatch.GetTimestamp());
    }

    private static string? Word(EventResource e, string name) => e.Data?.GetProperty(name).GetString();
}
