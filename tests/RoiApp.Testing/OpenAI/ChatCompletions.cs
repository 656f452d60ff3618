using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace RoiApp.Testing.OpenAI;

/// <summary><c>POST /v1/chat/completions</c></summary>
internal static class ChatCompletions
{
    public static async Task AnswerAsync(OpenAIServer server, HttpContext context)
    {
        var ct = context.RequestAborted;
        JsonElement request;
        try
        {
            request = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: ct);
        }
        catch (JsonException)
        {
            await OpenAIError.WriteAsync(context, 400, "We could not parse the JSON body of your request.");
            return;
        }
        if (Objection(server, request) is var (message, param))
        {
            await OpenAIError.WriteAsync(context, param == "model" ? 404 : 400, message, param);
            return;
        }
        server.ChatRequests.Enqueue(request);
        var said = await server.Say(request, ct);
        await context.Response.WriteAsJsonAsync(
            new
            {
                id = "chatcmpl-1",
                @object = "chat.completion",
                created = 1_700_000_000,
                model = request.GetProperty("model").GetString(),
                choices = new[] { new { index = 0, message = new { role = "assistant", content = said, refusal = (string?)null }, logprobs = (object?)null, finish_reason = "stop" } },
                usage = new { prompt_tokens = 1, completion_tokens = 1, total_tokens = 2 },
            },
            ct);
    }

    private static (string Message, string Param)? Objection(OpenAIServer server, JsonElement request) =>
        request.ValueKind != JsonValueKind.Object ? ("The body must be an object.", "body")
        : !request.TryGetProperty("model", out var model) || model.ValueKind != JsonValueKind.String ? ("you must provide a model parameter", "model")
        : server.Models.Count > 0 && !server.Models.Contains(model.GetString()) ? ($"The model `{model.GetString()}` does not exist or you do not have access to it.", "model")
        : !request.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0 ? ("[] is too short - 'messages'", "messages")
        : request.TryGetProperty("response_format", out var format) && format.GetProperty("type").GetString() == "json_schema"
            && !(format.TryGetProperty("json_schema", out var schema) && schema.TryGetProperty("name", out _) && schema.TryGetProperty("schema", out _))
            ? ("Missing required parameter: 'response_format.json_schema'.", "response_format")
        : null;
}
