using System.Text.Json;

namespace RoiApp.Testing.OpenAI;

/// <summary>What a chat completion was asked for.</summary>
public static class ChatRequests
{
    /// <summary>The text of the last message of a role.</summary>
    public static string Last(this JsonElement request, string role)
    {
        var content = request.GetProperty("messages").EnumerateArray().Last(message => message.GetProperty("role").GetString() == role).GetProperty("content");
        return content.ValueKind == JsonValueKind.Array ? string.Concat(content.EnumerateArray().Select(part => part.GetProperty("text").GetString())) : content.GetString()!;
    }
}
