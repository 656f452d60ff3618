using RoiApp.Api.Search.Terms;

namespace RoiApp.Api.Search;

/// <summary>
/// What somebody searches for: words (all have to be there), <c>"phrases"</c>, and <c>-words</c> that must not be. Anything may be typed;
/// only letters and digits come through.
/// </summary>
internal sealed class SearchQuery
{
    // They are in every sentence of one language or the other: of no help beside a word that means something.
    private static readonly HashSet<string> s_everywhere =
    [
        .. "a an the of to in on at for with from by and or is are was were be it this that we i our as has have".Split(' '),
        .. "el la los las un una unos unas de del al en con por para y o u es son fue se lo que su sus como ha".Split(' '),
    ];

    private SearchQuery(IReadOnlyList<QueryTerm> wanted, IReadOnlyList<QueryTerm> unwanted) => (Wanted, Unwanted) = (wanted, unwanted);

    public IReadOnlyList<QueryTerm> Wanted { get; }

    public IReadOnlyList<QueryTerm> Unwanted { get; }

    /// <summary>True when there is nothing to look for.</summary>
    public bool IsEmpty => Wanted.Count == 0;

    /// <param name="language">Primary subtag of the texts searched; null for any.</param>
    public static SearchQuery Parse(string text, string? language)
    {
        var (wanted, unwanted) = (new List<List<string>>(), new List<List<string>>());
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }
            var isUnwanted = text[at] == '-';
            at += isUnwanted ? 1 : 0;
            var isPhrase = at < text.Length && text[at] == '"';
            at += isPhrase ? 1 : 0;
            var end = at;
            while (end < text.Length && (isPhrase ? text[end] != '"' : !char.IsWhiteSpace(text[end]) && text[end] != '"'))
            {
                end++;
            }
            // What was typed in one piece ("follow-up") is one phrase, too.
            var words = Token.Read(text[at..end]).Select(t => t.Folded).ToList();
            if (words.Count > 0)
            {
                (isUnwanted ? unwanted : wanted).Add(words);
            }
            at = isPhrase ? Math.Min(end + 1, text.Length) : end;
        }
        var telling = wanted.Where(w => w is not [var word] || !s_everywhere.Contains(word)).ToList();
        return new(
            [.. (telling.Count > 0 ? telling : wanted).Select(words => QueryTerm.Of(words, language)).Distinct()],
            [.. unwanted.Select(words => QueryTerm.Of(words, language)).Distinct()]);
    }

    /// <summary>For PostgreSQL's <c>@@</c>.</summary>
    public string ToTsQuery() => string.Join(" & ", [.. Wanted.Select(t => t.ToTsQuery()), .. Unwanted.Select(t => $"!{t.ToTsQuery()}")]);

    /// <summary>For <c>ts_rank_cd</c>: every word wanted, wherever it stands.</summary>
    public string ToRankQuery() => string.Join(" & ", Wanted.SelectMany(t => t.Words).Select(any => $"({string.Join(" | ", any.Select(w => $"'{w}'"))})"));

    /// <summary>For SQLite's <c>MATCH</c>.</summary>
    public string ToFts5()
    {
        var wanted = string.Join(" AND ", Wanted.Select(t => t.ToFts5()));
        return Unwanted.Count == 0 ? wanted : $"({wanted}) NOT ({string.Join(" OR ", Unwanted.Select(t => t.ToFts5()))})";
    }

    /// <summary>For <see cref="CoverRank"/>: every word wanted, its forms with a bar between.</summary>
    public string ToCoverQuery() => string.Join(' ', Wanted.SelectMany(t => t.Words).Select(any => string.Join('|', any)));
}
