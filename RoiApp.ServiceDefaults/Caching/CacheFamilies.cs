using System.Globalization;

namespace RoiApp.ServiceDefaults.Caching;

/// <summary>The table of all that is cached. Content addressed by its hash never goes stale; what rows say is kept under the version of those rows.</summary>
public static class CacheFamilies
{
    public static TranscriptFamily Transcript { get; } = new();

    public static TranslationFamily Translation { get; } = new();

    public static ExtractionFamily Extraction { get; } = new();

    public static WorkflowFamily Workflow { get; } = new();

    public static ResultsFamily Results { get; } = new();

    public static ListsFamily Lists { get; } = new();

    public static StatsFamily Stats { get; } = new();

    public static SearchFamily Search { get; } = new();

    public static IReadOnlyList<CacheFamily> All { get; } = [Transcript, Translation, Extraction, Workflow, Results, Lists, Stats, Search];
}

/// <summary>What a recogniser heard in a recording. 7 days; never stale.</summary>
public sealed class TranscriptFamily() : CacheFamily("transcript", shape: 1, TimeSpan.FromDays(7))
{
    /// <param name="audioSha256">Of the recording's bytes, lower-case hex.</param>
    /// <param name="language">As asked for.</param>
    /// <param name="wishes">Whatever else the engine was told.</param>
    public CacheKey Of(string audioSha256, string language, string engine, string version, params ReadOnlySpan<string?> wishes) =>
        Key(audioSha256, Hash([language, engine, version, .. wishes]));
}

/// <summary>A segment in another language. 7 days; never stale.</summary>
public sealed class TranslationFamily() : CacheFamily("translation", shape: 1, TimeSpan.FromDays(7))
{
    /// <param name="wishes">Whatever else the engine was told.</param>
    public CacheKey Of(string text, string from, string to, string engine, string version, params ReadOnlySpan<string?> wishes) =>
        Key(Hash(text), Hash([from, to, engine, version, .. wishes]));
}

/// <summary>The contacts that a text speaks of. 7 days; never stale.</summary>
public sealed class ExtractionFamily() : CacheFamily("extraction", shape: 1, TimeSpan.FromDays(7))
{
    /// <param name="wishes">Whatever else the engine was told, such as the day from which "Friday" is counted.</param>
    public CacheKey Of(string text, string language, string engine, string version, params ReadOnlySpan<string?> wishes) =>
        Key(Hash(text), Hash([language, engine, version, .. wishes]));
}

/// <summary>A workflow with its steps. 60 s, under the version of its last change.</summary>
public sealed class WorkflowFamily() : CacheFamily("workflow", shape: 1, TimeSpan.FromSeconds(60))
{
    public CacheKey Of(Guid id, long version) => Key(id.ToString("N"), version.ToString(CultureInfo.InvariantCulture));
}

/// <summary>What a workflow has found: all of it, or its transcript. 60 s, under the version of its last change.</summary>
public sealed class ResultsFamily() : CacheFamily("results", shape: 1, TimeSpan.FromSeconds(60))
{
    public CacheKey Of(Guid id, string part, long version) => Key(part, id.ToString("N"), version.ToString(CultureInfo.InvariantCulture));
}

/// <summary>A page of an owner's workflows. 60 s, under the version of the owner's last change.</summary>
public sealed class ListsFamily() : CacheFamily("lists", shape: 1, TimeSpan.FromSeconds(60))
{
    public CacheKey Of(string owner, string query, long version) => Key(Hash(owner, query), version.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Counts over an owner's workflows. 5 min, under the version of the owner's last change.</summary>
public sealed class StatsFamily() : CacheFamily("stats", shape: 1, TimeSpan.FromMinutes(5))
{
    public CacheKey Of(string owner, long version) => Key(Hash(owner), version.ToString(CultureInfo.InvariantCulture));
}

/// <summary>A page of hits. 10 min, under the version of the last change to what the owner's memos say.</summary>
public sealed class SearchFamily() : CacheFamily("search", shape: 1, TimeSpan.FromMinutes(10))
{
    public CacheKey Of(string owner, string query, long version) => Key(Hash(owner, query), version.ToString(CultureInfo.InvariantCulture));
}
