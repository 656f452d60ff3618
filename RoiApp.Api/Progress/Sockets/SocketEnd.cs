using RoiApp.Api.Progress.Statistics;

namespace RoiApp.Api.Progress.Sockets;

/// <summary>How a WebSocket ends.</summary>
/// <param name="Code">Close code (RFC 6455, 7.4); null when nobody is there to be told.</param>
internal sealed record SocketEnd(int? Code, string Reason, ConnectionEnd Why)
{
    public static readonly SocketEnd NothingLeft = new(1000, "The last event was told.", ConnectionEnd.Ended);
    public static readonly SocketEnd ClientLeft = new(1000, "", ConnectionEnd.ClientLeft);
    public static readonly SocketEnd Stopping = new(1001, "The server goes down; come back and resume.", ConnectionEnd.Stopping);
    public static readonly SocketEnd TooManyProblems = new(1008, "Too many frames that are no commands.", ConnectionEnd.Refused);
    public static readonly SocketEnd TooBig = new(1009, "A frame may have 4 KiB.", ConnectionEnd.Refused);
    public static readonly SocketEnd Failed = new(1011, "Something went wrong here; come back and resume.", ConnectionEnd.Failed);
    public static readonly SocketEnd NotFound = new(4404, "There is no such workflow. It may have been deleted.", ConnectionEnd.Refused);
    public static readonly SocketEnd Slow = new(null, "", ConnectionEnd.Slow);
    public static readonly SocketEnd Dead = new(null, "", ConnectionEnd.Dead);
    public static readonly SocketEnd Gone = new(null, "", ConnectionEnd.ClientLeft);
}
