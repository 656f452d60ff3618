using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Progress.Sockets;

/// <summary>Something that a client of a WebSocket may ask to be done to a workflow. Features register their own.</summary>
/// <param name="Name">The frame's property, such as <c>cancel</c>.</param>
/// <param name="RunAsync">Answers the workflow as it is then; throws the problem. Given services of a scope of its own.</param>
internal sealed record SocketCommand(string Name, Func<IServiceProvider, Guid, CancellationToken, Task<WorkflowResource>> RunAsync);
