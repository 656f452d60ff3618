using System.Text;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Extraction.Cues;

namespace RoiApp.Processing.Extraction.Text;

/// <summary>What was said, without the words that say nothing or were taken back, with the phrases that the grammar found in it.</summary>
internal sealed class Memo
{
    // A speech recogniser without punctuation writes hundreds of words between two full stops; people do not.
    private const int WordsPerSentenceAtMost = 60;

    // What is heard and then made readable has stops by guess and hardly a comma; who writes without commas writes short sentences.
    private const int WordsPerSentenceWithoutCommas = 10;

    // Looking for a sentence's beginning stops here, so that text without full stops is read in linear time.
    private const int LongestSentence = 200;
    private readonly IReadOnlyList<Segment> _segments;
    private readonly HashSet<int> _introductions = [];

    public Memo(IReadOnlyList<Segment> segments, IReadOnlyList<Token> tokens, Grammar grammar)
    {
        _segments = segments;
        Tokens = tokens;
        Grammar = grammar;
        Cues = new CueMap(tokens, grammar.Automaton);
        var capitals = 0;
        var sentences = 0;
        var commas = 0;
        foreach (var token in tokens)
        {
            sentences += token.StartsSentence ? 1 : 0;
            commas += token.Before is Break.Comma or Break.Semicolon or Break.Dash ? 1 : 0;
            capitals += token is { Capital: true, StartsSentence: false, Text.Length: > 1 } ? 1 : 0;
        }

        Cased = capitals > 0;
        Punctuated = sentences > 1 ? tokens.Count / sentences < (commas > 0 ? WordsPerSentenceAtMost : WordsPerSentenceWithoutCommas) : tokens.Count < 12;
    }

    public IReadOnlyList<Token> Tokens { get; }

    public Grammar Grammar { get; }

    public CueMap Cues { get; }

    /// <summary>Whether names can be told by their capitals.</summary>
    public bool Cased { get; }

    /// <summary>Whether sentences can be told by their full stops.</summary>
    public bool Punctuated { get; }

    public Token this[int index] => Tokens[index];

    public int Count => Tokens.Count;

    public string Norm(int index) => index >= 0 && index < Tokens.Count ? Tokens[index].Norm : "";

    public Break BreakBefore(int index) => index < Tokens.Count ? Tokens[index].Before : Break.Sentence;

    public bool IsStop(int index) => index >= Tokens.Count || Grammar.StopWords.Contains(Tokens[index].Norm);

    /// <summary>Notes that a contact is introduced here: what was being said of another one is over.</summary>
    public void MarkIntroduction(int index) => _introductions.Add(index);

    public bool IsIntroduction(int index) => _introductions.Contains(index);

    /// <summary>First word of the sentence that <paramref name="index"/> stands in.</summary>
    public int SentenceStart(int index, int notBefore = 0)
    {
        notBefore = Math.Max(notBefore, index - LongestSentence);
        while (index > notBefore && !Tokens[index].StartsSentence)
        {
            index--;
        }

        return index;
    }

    /// <summary>The words from the beginning of the sentence to <paramref name="index"/>, as far as they may say whom it is about.</summary>
    public Span Lead(int index) => new(SentenceStart(index, Math.Max(0, index - 12)), index);

    /// <summary>The words as the transcript has them; where words between them were left out, a blank stands for those.</summary>
    public string Verbatim(Span span)
    {
        var text = new StringBuilder();
        for (var i = span.Start; i < span.End; i++)
        {
            var token = Tokens[i];
            if (i > span.Start)
            {
                var previous = Tokens[i - 1];
                var adjacent = previous.Ordinal + 1 == token.Ordinal && previous.Segment == token.Segment;
                var between = adjacent ? _segments[token.Segment].Text.AsSpan(previous.End, token.Start - previous.End) : " ";
                text.Append(between.ContainsAny('\n', '\r', '\t') ? " " : between);
            }

            text.Append(token.Text);
        }

        return text.ToString();
    }

    /// <summary>How sure the recogniser was of these words, on average.</summary>
    public double Confidence(Span span)
    {
        var sum = 0.0;
        for (var i = span.Start; i < span.End; i++)
        {
            sum += Tokens[i].Confidence;
        }

        return span.IsEmpty ? 0 : sum / span.Length;
    }

    /// <param name="field">The report's field.</param>
    /// <param name="span">The words it was read from.</param>
    /// <param name="strength">How surely the cue announces this field, 0 to 1.</param>
    public FieldEvidence Evidence(string field, Span span, double strength)
    {
        var first = Tokens[span.Start];
        var last = Tokens[span.End - 1];
        return new FieldEvidence
        {
            Field = field,
            Confidence = (float)Math.Clamp(strength * Confidence(span), 0, 1),
            Quote = Verbatim(span),
            SegmentIndex = _segments[first.Segment].Index,
            StartMs = first.StartMs,
            EndMs = last.EndMs,
        };
    }
}
