using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using RoiApp.Processing.Transcription.PocketSphinx;

namespace RoiApp.Processing.Transcription.Pronunciation;

/// <summary>Says words for the whole process. What it learns from the dictionary (a second or two, some 60 MB) it learns when the first unknown word comes.</summary>
internal sealed class Pronouncer(IOptions<TranscriptionOptions> options)
{
    private const int RememberedAtMost = 20_000;

    private readonly Lazy<PronouncingDictionary?> _dictionary = new(() =>
        SphinxModel.StockDictionary(options.Value.ModelDirectory) is var path && File.Exists(path) ? new PronouncingDictionary(path) : null);

    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _said = new(StringComparer.Ordinal);

    /// <param name="word">In lower case.</param>
    /// <returns>Sounds apart by blanks, one text for each way to say it; none when it cannot be said.</returns>
    public IReadOnlyList<string> Say(string word)
    {
        if (_said.Count > RememberedAtMost)
        {
            _said.Clear();
        }
        return _said.GetOrAdd(word, word => _dictionary.Value?.Say(word) ?? []);
    }
}
