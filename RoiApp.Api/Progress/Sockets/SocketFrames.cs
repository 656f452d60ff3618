using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Progress.Sockets;

/// <summary>What a client says: one of the commands, with a mark of its own that comes back with the answer.</summary>
/// <param name="Command">The command's name.</param>
/// <param name="WorkflowId">Null for all of the owner's.</param>
/// <param name="IsSilent">Whether nobody waits for an answer: the route asked.</param>
internal sealed record SocketRequest(string Command, Guid? WorkflowId, long? After, string? Ref, bool IsSilent = false);

/// <summary>A command was done.</summary>
/// <param name="WorkflowId">Absent for all of the owner's.</param>
/// <param name="After">With <c>subscribe</c>: where its events go on from.</param>
/// <param name="Workflow">With a command that changes it.</param>
internal sealed record AckFrame(string Command, Guid? WorkflowId, long? After, WorkflowResource? Workflow, string? Ref)
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "ack";
}

/// <summary>A command was not done, and why.</summary>
internal sealed record ProblemFrame(string? Command, ProblemDetails Problem, string? Ref)
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "problem";
}

/// <summary>Nothing more is to come of this workflow: its last event was told, or it was deleted.</summary>
internal sealed record EndedFrame(Guid WorkflowId)
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "ended";
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AckFrame))]
[JsonSerializable(typeof(ProblemFrame))]
[JsonSerializable(typeof(EndedFrame))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class SocketJson : JsonSerializerContext;
