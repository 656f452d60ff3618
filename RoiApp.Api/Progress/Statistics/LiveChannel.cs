namespace RoiApp.Api.Progress.Statistics;

/// <summary>The ways on which live events leave.</summary>
internal enum LiveChannel
{
    Sse,
    WebSocket,
    Grpc,
    InProcess,
}
