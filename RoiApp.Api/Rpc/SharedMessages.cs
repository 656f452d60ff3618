using System.Runtime.CompilerServices;
using RoiApp.Api.Progress;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Rpc;

/// <summary>Events as messages: made once, however many watchers they go to. Nobody may change them.</summary>
internal static class SharedMessages
{
    private static readonly ConditionalWeakTable<EventResource, Wire.WorkflowEvent> s_made = [];

    public static Wire.WorkflowEvent Of(LiveEvent e) => e.OfferedAt == 0 ? WireMessages.Of(e.Event) : s_made.GetValue(e.Event, WireMessages.Of);
}
