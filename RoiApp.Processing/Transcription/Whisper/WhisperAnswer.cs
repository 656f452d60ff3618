using System.Globalization;
using System.Text.Json;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Languages;

namespace RoiApp.Processing.Transcription.Whisper;

/// <summary>
/// Reads what a speech service says of a stretch. Services differ: words stand beside the segments or within them, or are not given, as are
/// the segments; fields that are there must be of the right type.
/// </summary>
/// <param name="Language">BCP 47 tag of the stretch, as the service names it; <see cref="LanguageTag.Undetermined"/> when it does not.</param>
internal sealed record WhisperAnswer(string Language, IReadOnlyList<Segment> Segments)
{
    // Whisper's own rule for words that it made up where nobody spoke.
    private const double NoSpeechAbove = 0.6;
    private const double UnlikelyBelow = -1;

    private static readonly Lazy<Dictionary<string, string>> s_tags = new(() => CultureInfo.GetCultures(CultureTypes.NeutralCultures)
        .Where(culture => culture.Parent.Equals(CultureInfo.InvariantCulture) && culture.Name.Length > 0)
        .GroupBy(culture => culture.EnglishName, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(same => same.Key, same => same.First().TwoLetterISOLanguageName, StringComparer.OrdinalIgnoreCase));

    /// <param name="startMs">Where the stretch begins in the recording.</param>
    /// <param name="lengthMs">Its length: no time that the service gives lies outside.</param>
    /// <param name="language">BCP 47 tag that was asked for, or empty.</param>
    /// <exception cref="JsonException">It is no JSON, or not of the form that it should have.</exception>
    public static WhisperAnswer Read(ReadOnlyMemory<byte> json, long startMs, long lengthMs, string language)
    {
        using var document = JsonDocument.Parse(json);
        var root = new Fields(document.RootElement, "the answer");
        var text = root.Text("text");
        var spoken = language.Length > 0 ? language : TagOf(root.Text("language"));
        var words = root.Items("words").Select(word => ToWord(word, startMs, lengthMs)).OfType<Word>().ToList();
        var segments = root.Items("segments").Select(said => ToSegment(said, words, startMs, lengthMs)).OfType<Segment>().OrderBy(said => said.StartMs).ToList();
        if (segments.Count == 0 && words.Count > 0)
        {
            segments.AddRange(UtteranceSplitter.Split(words.OrderBy(word => word.StartMs), ""));
        }
        else if (segments.Count == 0 && text?.Trim() is { Length: > 0 } plain && root.Items("segments").Count == 0)
        {
            segments.Add(new Segment { StartMs = startMs, EndMs = startMs + lengthMs, Text = plain, Confidence = 1 });
        }
        else if (text is null && root.IsAbsent("segments") && root.IsAbsent("words"))
        {
            throw new JsonException("it has neither text nor segments nor words");
        }
        for (var i = 0; i < segments.Count; i++)
        {
            segments[i].EndMs = i + 1 < segments.Count ? Math.Clamp(segments[i].EndMs, segments[i].StartMs, segments[i + 1].StartMs) : segments[i].EndMs;
            segments[i].Language = LanguageOf(segments[i].Text, spoken, given: language.Length > 0);
        }
        return new WhisperAnswer(spoken, segments);
    }

    /// <summary>Services name languages in English ("spanish"), some by a tag.</summary>
    public static string TagOf(string? language) => language switch
    {
        null or "" => LanguageTag.Undetermined,
        _ when s_tags.Value.TryGetValue(language, out var tag) => tag,
        { Length: 2 or 3 } => language.ToLowerInvariant(),
        _ => LanguageTag.Undetermined,
    };

    // A segment in which somebody switches to another language says so by its words.
    private static string LanguageOf(string text, string stretch, bool given) => given ? stretch : SegmentLanguage.Of(text, stretch);

    private static Segment? ToSegment(Fields said, List<Word> words, long startMs, long lengthMs)
    {
        var text = (said.Text("text") ?? "").Trim();
        var likelihood = said.Number("avg_logprob");
        if (text.Length == 0 || (said.Number("no_speech_prob") > NoSpeechAbove && likelihood < UnlikelyBelow))
        {
            return null;
        }
        // The mean of its tokens' log-probabilities; not every service tells it.
        var confidence = likelihood is { } mean ? (float)Math.Clamp(Math.Exp(mean), 0, 1) : 1;
        var (from, to) = Times(said, startMs, lengthMs);
        var segment = new Segment { StartMs = from, EndMs = to, Text = text, Confidence = confidence };
        var own = said.Items("words").Select(word => ToWord(word, startMs, lengthMs)).OfType<Word>().ToList();
        foreach (var word in own.Count > 0 ? own : words.Where(word => word.StartMs >= from && word.StartMs < to))
        {
            word.Confidence = word.Confidence > 0 ? word.Confidence : confidence;
            segment.Words.Add(word);
        }
        return segment;
    }

    private static Word? ToWord(Fields word, long startMs, long lengthMs)
    {
        if ((word.Text("word") ?? word.Text("text") ?? "").Trim() is not { Length: > 0 } text)
        {
            return null;
        }
        var (from, to) = Times(word, startMs, lengthMs);
        return new Word { Text = text, StartMs = from, EndMs = to, Confidence = (float)Math.Clamp(word.Number("probability") ?? 0, 0, 1) };
    }

    private static (long From, long To) Times(Fields said, long startMs, long lengthMs)
    {
        var from = Math.Clamp(said.Number("start") * 1000 ?? 0, 0, lengthMs);
        var to = Math.Clamp(said.Number("end") * 1000 ?? lengthMs, from, lengthMs);
        return (startMs + (long)from, startMs + (long)to);
    }

    /// <summary>An object of the answer. A field may be absent or null, but not of another type.</summary>
    private readonly record struct Fields
    {
        private readonly JsonElement _object;
        private readonly string _name;

        public Fields(JsonElement json, string name)
        {
            _object = json.ValueKind == JsonValueKind.Object ? json : throw new JsonException($"{name} is no object but {json.ValueKind}");
            _name = name;
        }

        public bool IsAbsent(string field) => Find(field) is null;

        public string? Text(string field) => Find(field) is not { } value ? null
            : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(field, "text", value);

        public double? Number(string field) => Find(field) is not { } value ? null
            : value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw Wrong(field, "a number", value);

        public List<Fields> Items(string field)
        {
            if (Find(field) is not { } value)
            {
                return [];
            }
            return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => new Fields(item, $"an item of \"{field}\""))] : throw Wrong(field, "a list", value);
        }

        private JsonElement? Find(string field) => _object.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

        private JsonException Wrong(string field, string wanted, JsonElement value) => new($"\"{field}\" in {_name} is not {wanted} but {value.ValueKind}");
    }
}
