using RoiApp.Processing.Languages;

namespace RoiApp.Processing.Transcription.Whisper;

/// <summary>
/// The language of a recording: given, or found out by its first stretch while the others wait. A later stretch in which another language is
/// heard is believed only when its words are of that language: short stretches are easily misjudged, and speakers do switch.
/// </summary>
internal sealed class LanguageDetectedOnce(string given) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private volatile string _language = "";

    /// <param name="ask">Is given the language, or an empty one to find it out.</param>
    public async Task<WhisperAnswer> UseAsync(Func<string, Task<WhisperAnswer>> ask, CancellationToken ct)
    {
        if (given.Length > 0)
        {
            return await ask(given);
        }
        if (_language.Length == 0)
        {
            await _turn.WaitAsync(ct);
            try
            {
                if (_language.Length == 0)
                {
                    var first = await ask("");
                    // A stretch without words says nothing about the language.
                    _language = first.Segments.Count > 0 && first.Language != LanguageTag.Undetermined ? first.Language : "";
                    return first;
                }
            }
            finally
            {
                _turn.Release();
            }
        }
        var answer = await ask("");
        return answer.Segments.Count == 0 || answer.Language == LanguageTag.Undetermined || LanguageTag.Same(answer.Language, _language) || Confirms(answer) ? answer : await ask(_language);
    }

    public void Dispose() => _turn.Dispose();

    private static bool Confirms(WhisperAnswer answer) =>
        LanguageTag.Same(LanguageDetector.Detect(string.Join(' ', answer.Segments.Select(said => said.Text))).Language, answer.Language);
}
