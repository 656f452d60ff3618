using System.Collections.Concurrent;

namespace RoiApp.Api.Data;

/// <summary>What a command is about, in two words that are the same for all of its kind: <c>select workflows</c>.</summary>
internal static class SqlFamily
{
    private const string Other = "other";
    private const int MaxFamilies = 200;
    private const int MaxLength = 80;

    private static readonly string[] s_verbs = ["select", "insert", "update", "delete", "with"];
    private static readonly ConcurrentDictionary<string, string> s_known = new(StringComparer.Ordinal);

    /// <summary>The first statement's verb and the first table that it names.</summary>
    public static string Of(string sql)
    {
        var text = AfterComments(sql);
        var verb = s_verbs.FirstOrDefault(verb => StartsWithWord(sql.AsSpan(text), verb));
        if (verb is null)
        {
            return Other;
        }
        var table = TableOf(sql.AsSpan(text + verb.Length), verb);
        if (table.Length == 0 || verb.Length + 1 + table.Length > MaxLength)
        {
            return verb;
        }
        Span<char> name = stackalloc char[verb.Length + 1 + table.Length];
        verb.CopyTo(name);
        name[verb.Length] = ' ';
        table.CopyTo(name[(verb.Length + 1)..]);
        if (s_known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var known))
        {
            return known;
        }
        return s_known.Count < MaxFamilies ? s_known.GetOrAdd(name.ToString(), made => made) : Other;
    }

    private static ReadOnlySpan<char> TableOf(ReadOnlySpan<char> sql, string verb)
    {
        if (verb == "update")
        {
            return NameAt(sql);
        }
        var before = verb == "insert" ? "into" : "from";
        while (sql.IndexOf(before, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
        {
            var isWord = (at == 0 || !IsOfName(sql[at - 1])) && at + before.Length < sql.Length && !IsOfName(sql[at + before.Length]);
            sql = sql[(at + before.Length)..];
            if (isWord && NameAt(sql) is { Length: > 0 } name)
            {
                return name;
            }
        }
        return [];
    }

    // Nothing where a subquery begins: its own FROM comes later.
    private static ReadOnlySpan<char> NameAt(ReadOnlySpan<char> sql)
    {
        sql = sql.TrimStart().TrimStart('"');
        var length = 0;
        while (length < sql.Length && IsOfName(sql[length]))
        {
            length++;
        }
        return sql[..length];
    }

    private static bool StartsWithWord(ReadOnlySpan<char> sql, string word) =>
        sql.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (sql.Length == word.Length || !IsOfName(sql[word.Length]));

    private static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private static int AfterComments(string sql)
    {
        var at = 0;
        while (true)
        {
            while (at < sql.Length && char.IsWhiteSpace(sql[at]))
            {
                at++;
            }
            if (!sql.AsSpan(at).StartsWith("--"))
            {
                return at;
            }
            at = sql.IndexOf('\n', at) is >= 0 and var end ? end + 1 : sql.Length;
        }
    }
}
