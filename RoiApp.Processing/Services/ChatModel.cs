using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using RoiApp.Contracts.V1;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using ChatResponseFormat = Microsoft.Extensions.AI.ChatResponseFormat;

namespace RoiApp.Processing.Services;

/// <summary>A chat model behind an OpenAI-compatible service, asked for answers of one form.</summary>
internal sealed class ChatModel(ServicePlace place, IHttpClientFactory http, Prompt prompt, string what) : IServiceEngine, IDisposable
{
    /// <summary>Asked for where no model is set.</summary>
    public const string UsualModel = "gpt-4o-mini";

    // What is said in a memo is sent as a JSON string: readable to the model, and it cannot end by itself.
    private static readonly JsonSerializerOptions s_readable = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IChatClient _client = new ChatClient(ModelOf(place), place.Key(), http.ClientOptions(place)).AsIChatClient();

    private readonly ChatOptions _options = new()
    {
        Temperature = 0,
        ResponseFormat = ChatResponseFormat.ForJsonSchema(prompt.Schema, prompt.Name.Replace('-', '_')),
        AdditionalProperties = new() { ["strict"] = true },
    };

    private volatile string? _trouble;

    public string? Trouble => _trouble;

    /// <summary>The model, and what it is told.</summary>
    public Engine Engine { get; } = new() { Name = ModelOf(place), Version = prompt.Version };

    /// <summary>A conversation that begins with the prompt and the data.</summary>
    public List<ChatMessage> Begin(object data) => [new(ChatRole.System, prompt.Text), new(ChatRole.User, JsonSerializer.Serialize(data, s_readable))];

    /// <returns>The answer's text, which has yet to be checked.</returns>
    /// <exception cref="StepException">The service refused, is away, or did not finish its answer.</exception>
    public async Task<string> AskAsync(List<ChatMessage> conversation, CancellationToken ct)
    {
        try
        {
            var answer = await _client.GetResponseAsync(conversation, _options, ct);
            _trouble = null;
            return answer.FinishReason == ChatFinishReason.Length ? throw Invalid("it ends before its end")
                : answer.FinishReason == ChatFinishReason.ContentFilter ? throw Invalid("the model was kept from answering")
                : answer.Text.Trim() is { Length: > 0 } text ? text
                : throw Invalid("it is empty");
        }
        catch (Exception e) when (ServiceFailure.Covers(e, ct) || e is InvalidOperationException or ArgumentException or KeyNotFoundException or NullReferenceException)
        {
            // The latter are what the package throws at an answer in JSON that is no chat completion.
            var failed = ServiceFailure.Covers(e, ct) ? ServiceFailure.Of(e, place, what) : Invalid("it is not a chat completion", e);
            _trouble = failed.Message;
            throw failed;
        }
    }

    /// <summary>An answer that is not what was asked for.</summary>
    public StepException Invalid(string why, Exception? inner = null) => ServiceFailure.Invalid(place, what, why, inner);

    public void Dispose() => _client.Dispose();

    private static string ModelOf(ServicePlace place) => place.Options.Model is { Length: > 0 } model ? model : UsualModel;
}
