using RoiApp.Api.Search.Terms;

namespace RoiApp.Api.Search;

/// <summary>A word or a phrase, as it is indexed in each language that the text may be in.</summary>
internal sealed class QueryTerm : IEquatable<QueryTerm>
{
    private readonly string _text;

    private QueryTerm(IReadOnlyList<string[]> variants)
    {
        Variants = variants;
        _text = string.Join('|', variants.Select(v => string.Join(' ', v)));
    }

    /// <summary>The words, a variant a language; all of one length.</summary>
    public IReadOnlyList<string[]> Variants { get; }

    /// <summary>The same by word: the forms that each may have.</summary>
    public IEnumerable<string[]> Words => Enumerable.Range(0, Variants[0].Length).Select(i => Variants.Select(v => v[i]).Distinct().ToArray());

    /// <param name="folded">As <see cref="Token.Folded"/>.</param>
    /// <param name="language">Null for any.</param>
    public static QueryTerm Of(IReadOnlyList<string> folded, string? language)
    {
        IEnumerable<string> languages = language is null ? ["", .. Stemmer.Languages] : [language];
        return new([.. languages.Select(l => folded.Select(word => Stemmer.Stem(l, word)).ToArray()).DistinctBy(words => string.Join(' ', words))]);
    }

    // Between the quotes are letters or digits alone: there is nothing to escape.
    public string ToTsQuery() => $"({string.Join(" | ", Variants.Select(v => string.Join(" <-> ", v.Select(word => $"'{word}'"))))})";

    public string ToFts5() => $"({string.Join(" OR ", Variants.Select(v => $"\"{string.Join(' ', v)}\""))})";

    public bool Equals(QueryTerm? other) => other?._text == _text;

    public override bool Equals(object? obj) => Equals(obj as QueryTerm);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_text);
}
