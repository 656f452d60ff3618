using System.Text.Json;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Progress.Sockets;

/// <summary>Reads a client's frames: <c>{"subscribe": {"workflowId": "…", "after": 12}, "ref": "1"}</c>.</summary>
internal static class SocketRequests
{
    public const string Subscribe = "subscribe";
    public const string Unsubscribe = "unsubscribe";

    private const int MaxRef = 64;

    /// <param name="commands">Names of the commands known beside the two above.</param>
    /// <param name="about">What could be made out of it, for the answer to a frame that is no good.</param>
    /// <exception cref="ProblemException">It is no command, or not a whole one.</exception>
    public static SocketRequest Read(ReadOnlyMemory<byte> json, IEnumerable<string> commands, out (string? Command, string? Ref) about)
    {
        about = default;
        string[] names = [Subscribe, Unsubscribe, .. commands];
        using var document = Parse(json);
        var frame = document.RootElement;
        if (frame.ValueKind != JsonValueKind.Object)
        {
            throw ProblemType.InvalidRequest.Because("A frame has to be a JSON object with one command.");
        }
        if (frame.TryGetProperty("ref", out var mark))
        {
            about.Ref = mark.ValueKind == JsonValueKind.String && mark.GetString() is { Length: <= MaxRef } text
                ? text
                : throw ProblemType.InvalidField.Because($"'ref' has to be a text of at most {MaxRef} characters.", "ref");
        }
        var properties = frame.EnumerateObject().Where(p => p.Name != "ref").ToList();
        if (properties is not [{ Value.ValueKind: JsonValueKind.Object } command] || !names.Contains(command.Name, StringComparer.Ordinal))
        {
            throw ProblemType.InvalidRequest.Because($"A frame has to hold one command with its object: {string.Join(", ", names)}.");
        }
        about.Command = command.Name;
        if (command.Value.EnumerateObject().FirstOrDefault(p => p.Name is not ("workflowId" or "after" or "all")) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw ProblemType.InvalidField.Because("A command takes 'workflowId' or 'all', and 'subscribe' takes 'after'.", new string([.. unknown.Name.Where(c => !char.IsControl(c)).Take(60)]));
        }
        return new(command.Name, Workflow(command), After(command), about.Ref);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, new() { MaxDepth = 4, AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            throw ProblemType.InvalidRequest.Because("The frame is not JSON, is nested too deeply, or names a field twice.");
        }
    }

    private static Guid? Workflow(JsonProperty command)
    {
        var all = command.Value.TryGetProperty("all", out var given);
        if (all && given.ValueKind != JsonValueKind.True)
        {
            throw ProblemType.InvalidField.Because("'all' has to be true, or absent.", "all");
        }
        if (command.Value.TryGetProperty("workflowId", out var id))
        {
            return !all && id.ValueKind == JsonValueKind.String && id.TryGetGuid(out var guid)
                ? guid
                : throw ProblemType.InvalidField.Because("'workflowId' has to be a workflow's id, and stands without 'all'.", "workflowId");
        }
        return all && command.Name is Subscribe or Unsubscribe
            ? null
            : throw ProblemType.InvalidField.Because("Name the workflow by its 'workflowId'.", "workflowId");
    }

    private static long? After(JsonProperty command) => !command.Value.TryGetProperty("after", out var after) ? null
        : command.Name == Subscribe && after.ValueKind == JsonValueKind.Number && after.TryGetInt64(out var number) && number >= 0 ? number
        : throw ProblemType.InvalidField.Because("'after' has to be the number of the last event received, such as 12; only 'subscribe' takes it.", "after");
}
