using RoiApp.Contracts.V1;
using RoiApp.Processing.Extraction.Cues;

namespace RoiApp.Processing.Extraction.Text;

/// <summary>Cuts segments into words that know their place, their time and the punctuation before them.</summary>
internal sealed class Tokenizer(Grammar grammar)
{
    private readonly List<Token> _tokens = [];
    private Break _pending = Break.Sentence;

    public static List<Token> Tokenize(IReadOnlyList<Segment> segments, Grammar grammar)
    {
        var tokenizer = new Tokenizer(grammar);
        for (var i = 0; i < segments.Count; i++)
        {
            tokenizer.Add(segments[i], i);
        }

        return tokenizer._tokens;
    }

    private void Add(Segment segment, int index)
    {
        var text = segment.Text;
        var times = new WordTimes(segment);
        var at = 0;
        while (at < text.Length)
        {
            if (!IsWordStart(text, at))
            {
                at = Punctuation(text, at);
                continue;
            }

            var end = WordEnd(text, at);
            if (end < text.Length && text[end] == '.' && IsAbbreviation(text.AsSpan(at, end - at)))
            {
                Emit(text, at, end + 1, index, times);
                _pending = AbbreviationEndsSentence(text, at, end) ? Break.Sentence : Break.None;
                at = end + 1;
                continue;
            }

            Emit(text, at, end, index, times);
            at = end;
        }
    }

    private void Emit(string text, int start, int end, int segment, WordTimes times)
    {
        var word = Folding.Fold(text.AsSpan(start, end - start));
        var cut = word.LastIndexOf('\'');
        if (cut > 0 && end - start == word.Length)
        {
            if (word.EndsWith("n't", StringComparison.Ordinal) && cut > 1 && grammar.Contractions.ContainsKey("n't"))
            {
                cut--;
            }

            var tail = word[cut..];
            if (grammar.Expand(word[..cut], tail) is { } expansion)
            {
                Push(text, start, start + cut, word[..cut], segment, times);
                Push(text, start + cut, end, expansion, segment, times);
                return;
            }
        }

        Push(text, start, end, word, segment, times);
    }

    private void Push(string text, int start, int end, string norm, int segment, WordTimes times)
    {
        var (startMs, endMs, confidence) = times.At(norm);
        _tokens.Add(new Token(_tokens.Count, text[start..end], norm, segment, start, end)
        {
            Before = _pending,
            Hyphenated = start > 1 && text[start - 1] == '-' && char.IsLetterOrDigit(text[start - 2]),
            StartMs = startMs,
            EndMs = endMs,
            Confidence = confidence,
        });
        _pending = Break.None;
    }

    private int Punctuation(string text, int at)
    {
        var (found, next) = text[at] switch
        {
            ',' or '(' or ')' or '…' => (Break.Comma, at + 1),
            ';' => (Break.Semicolon, at + 1),
            ':' => (Break.Colon, at + 1),
            '?' when at + 1 < text.Length && text[at + 1] == ',' => (Break.Comma, at + 1), // "Vi a, ¿cómo se llama?, Unai": a question within the sentence.
            '?' => (Break.Question, at + 1),
            '!' => (Break.Sentence, at + 1),
            '.' => at + 1 < text.Length && text[at + 1] == '.' ? (Break.Comma, AfterDots(text, at)) : (Break.Sentence, at + 1),
            '–' or '—' => (Break.Dash, at + 1),
            '-' when IsAlone(text, at) => (Break.Dash, at + 1),
            '\n' => NewLine(text, at),
            _ => (Break.None, at + 1),
        };
        _pending = found > _pending ? found : _pending;
        return next;
    }

    // One line end is where a long line was wrapped; an empty line or a list mark ends a sentence.
    private static (Break Found, int Next) NewLine(string text, int at)
    {
        var next = at + 1;
        while (next < text.Length && text[next] is ' ' or '\t' or '\r')
        {
            next++;
        }

        if (next >= text.Length || text[next] == '\n')
        {
            return (Break.Sentence, next);
        }

        if (text[next] is '-' or '*' or '•' or '·')
        {
            return (Break.Sentence, next + 1);
        }

        var digits = next;
        while (digits < text.Length && digits < next + 3 && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        return digits > next && digits + 1 < text.Length && text[digits] is '.' or ')' && text[digits + 1] == ' '
            ? (Break.Sentence, digits + 1)
            : (Break.None, next);
    }

    private static int AfterDots(string text, int at)
    {
        while (at < text.Length && text[at] == '.')
        {
            at++;
        }

        return at;
    }

    private static bool IsAlone(string text, int at) =>
        (at == 0 || char.IsWhiteSpace(text[at - 1])) && (at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]));

    private static bool IsWordStart(string text, int at) =>
        char.IsLetterOrDigit(text[at]) || text[at] is '&' || (text[at] is '$' or '€' or '£' or '#' && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]));

    private static int WordEnd(string text, int start)
    {
        var at = start + 1;
        while (at < text.Length && (IsWordPart(text[at]) || JoinsWord(text, at)))
        {
            at++;
        }

        return at;
    }

    private static bool IsWordPart(char c) =>
        char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark || c is '%' or '€' or '_' or '@' or '+';

    private static bool JoinsWord(string text, int at)
    {
        if (at + 1 >= text.Length || !char.IsLetterOrDigit(text[at + 1]))
        {
            return false;
        }

        return text[at] switch
        {
            '\'' or '’' or '/' => true,
            '.' => char.IsAsciiDigit(text[at + 1]) || !char.IsWhiteSpace(text[at + 1]) && (char.IsLower(text[at + 1]) || at < 2 || !char.IsLetter(text[at - 2])),
            ',' or ':' => char.IsAsciiDigit(text[at - 1]) && char.IsAsciiDigit(text[at + 1]),
            _ => false,
        };
    }

    private bool IsAbbreviation(ReadOnlySpan<char> word) =>
        word.Contains('.') || (word.Length == 1 && char.IsUpper(word[0]) && word[0] != 'I') || grammar.Abbreviations.Contains(Folding.Fold(word));

    // "Block C. They want" ends a sentence: no surname is "They".
    private bool StatementFollows(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at < text.Length && char.IsUpper(text[at]) && grammar.StopWords.Contains(Folding.Fold(text.AsSpan(at, WordEnd(text, at) - at)));
    }

    // "Ltd. We discussed" ends a sentence, "Dr. Smith" and "John F. Kennedy" do not.
    private bool AbbreviationEndsSentence(string text, int start, int dot)
    {
        var word = text.AsSpan(start, dot - start);
        if (word.Length == 1)
        {
            return StatementFollows(text, dot + 1);
        }

        if (grammar.Titles.Contains(Folding.Fold(word)))
        {
            return false;
        }

        var next = dot + 1;
        while (next < text.Length && char.IsWhiteSpace(text[next]))
        {
            next++;
        }

        return next >= text.Length || char.IsUpper(text[next]);
    }
}
