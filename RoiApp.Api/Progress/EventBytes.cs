using System.Runtime.CompilerServices;
using System.Text.Json;
using RoiApp.Api.Reports;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Progress;

/// <summary>An event as JSON in UTF-8: made once, however many watchers it goes to.</summary>
internal static class EventBytes
{
    // As long as the event itself is on its way to somebody.
    private static readonly ConditionalWeakTable<EventResource, byte[]> s_made = [];

    public static byte[] Of(LiveEvent e) => e.OfferedAt == 0 ? Make(e.Event) : s_made.GetValue(e.Event, Make); // What was read from the log is one watcher's alone.

    private static byte[] Make(EventResource e) => JsonSerializer.SerializeToUtf8Bytes(e, ApiJson.Default.EventResource);
}
