using System.Text.Json;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Services;

namespace RoiApp.Processing.Translation.Chat;

/// <summary>Any pair of languages, by a chat model. It is told which words of the domain's glossary a segment holds.</summary>
internal sealed class ChatTranslator(ServicePlace place, IHttpClientFactory http) : ITranslator, IServiceEngine, IDisposable
{
    // Other languages need more letters, but not that many: whoever writes more does something else than translate.
    private const int LongestFactor = 4;
    private const int LongestBase = 200;

    private readonly ChatModel _model = new(place, http, Prompt.Load("translation-1"), "translation model");

    public Engine Engine => _model.Engine;

    public string? Trouble => _model.Trouble;

    public IReadOnlyList<string> Pairs => [];

    public void Require(string from, string to)
    {
        // A model is asked for any pair.
    }

    public async Task<string> TranslateAsync(string text, string from, string to, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "";
        }
        var conversation = _model.Begin(new { from = LanguageTag.Name(from), to = LanguageTag.Name(to), glossary = Glossary.For(from, to).TermsIn(text), text });
        return Read(await _model.AskAsync(conversation, ct), text);
    }

    public void Dispose() => _model.Dispose();

    private string Read(string answer, string text)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            var translation = json.RootElement.GetProperty("translation").GetString()?.Trim() ?? "";
            return translation.Length == 0 ? throw _model.Invalid("the translation is empty")
                : translation.Length > (text.Length * LongestFactor) + LongestBase ? throw _model.Invalid("it is far longer than what was to be translated")
                : translation;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw _model.Invalid("it is not a translation in the form asked for", e);
        }
    }
}
