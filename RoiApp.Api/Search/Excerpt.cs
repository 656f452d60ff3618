using RoiApp.Api.Search.Terms;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Search;

/// <summary>What a hit shows: its text, or of a long one the part around the first words found, and where in it the words stand.</summary>
/// <param name="FirstFound">Which word of the whole text is the first found, from 0.</param>
internal sealed record Excerpt(string Text, IReadOnlyList<HighlightResource> Highlights, int FirstFound)
{
    public const int MaxLength = 400;
    private const int Before = 120;

    public static Excerpt Of(string text, string language, SearchQuery query)
    {
        var tokens = Token.Read(text).ToList();
        var terms = tokens.ConvertAll(t => Stemmer.Stem(language, t.Folded));
        var found = new HashSet<int>();
        foreach (var variant in query.Wanted.SelectMany(t => t.Variants))
        {
            for (var at = 0; at + variant.Length <= terms.Count; at++)
            {
                if (variant.Select((word, i) => terms[at + i] == word).All(same => same))
                {
                    found.UnionWith(Enumerable.Range(at, variant.Length));
                }
            }
        }
        var first = found.Count == 0 ? 0 : found.Min();
        var (from, to) = Cut(text, tokens.Count == 0 ? 0 : tokens[first].Start);
        var marks = found.Order().Select(i => tokens[i]).Where(t => t.Start >= from && t.Start + t.Length <= to).Select(t => new HighlightResource(t.Start - from, t.Length));
        return new(text[from..to], [.. marks], first);
    }

    private static (int From, int To) Cut(string text, int around)
    {
        if (text.Length <= MaxLength)
        {
            return (0, text.Length);
        }
        var from = around <= Before ? 0 : text.LastIndexOf(' ', around - Before, around - Before) + 1;
        if (around - from > MaxLength / 2)
        {
            from = around; // No blank for hundreds of characters: not prose.
        }
        var to = Math.Min(text.Length, from + MaxLength);
        if (to < text.Length && text.LastIndexOf(' ', to, to - from) is var blank && blank > around)
        {
            to = blank;
        }
        return (from, to < text.Length && char.IsHighSurrogate(text[to - 1]) ? to - 1 : to);
    }
}
