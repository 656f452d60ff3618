using RoiApp.Contracts.V1;

namespace RoiApp.Processing.Transcription.Whisper;

/// <summary>The language of a recording: given, or found out by its first stretch while the others wait, so that a recording has one.</summary>
internal sealed class LanguageDetectedOnce(string given) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private volatile string _language = given;

    /// <param name="ask">Is given the language, or an empty one to find it out; returns the one it found.</param>
    public async Task<IReadOnlyList<Segment>> UseAsync(Func<string, Task<(string Language, IReadOnlyList<Segment> Segments)>> ask, CancellationToken ct)
    {
        if (_language.Length == 0)
        {
            await _turn.WaitAsync(ct);
            try
            {
                if (_language.Length == 0)
                {
                    var (language, segments) = await ask("");
                    // A stretch without words says nothing about the language.
                    _language = segments.Count > 0 && language != LanguageTag.Undetermined ? language : "";
                    return segments;
                }
            }
            finally
            {
                _turn.Release();
            }
        }
        return (await ask(_language)).Segments;
    }

    public void Dispose() => _turn.Dispose();
}
