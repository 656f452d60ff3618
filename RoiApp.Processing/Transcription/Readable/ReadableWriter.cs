using System.Text;
using RoiApp.Contracts.V1;

namespace RoiApp.Processing.Transcription.Readable;

/// <summary>
/// Turns what a recogniser writes, lower case without a stop, into text that people like to read: sentences by pauses and by the phrases they begin with,
/// capitals by <see cref="Capitals"/>. Adds no word and takes none away. One per recording: it remembers whether a sentence is open.
/// </summary>
internal sealed class ReadableWriter(ReadableRules rules, IReadOnlyList<KnownContact> contacts)
{
    private readonly WrittenName[] _contacts = [.. contacts.SelectMany(contact => new[] { contact.Name, contact.Company }).Select(WrittenName.Of).OfType<WrittenName>()];

    private bool _open;

    /// <summary>Writes the segment's text and its words anew.</summary>
    /// <param name="next">The utterance after it, as far as it is known: a pause before "who" ends no sentence.</param>
    public void Write(Segment segment, Segment? next)
    {
        var plain = segment.Words.Select(word => word.Text).ToArray();
        var words = (string[])plain.Clone();
        Capitals.Write(words, rules, _contacts);
        var text = new StringBuilder();
        for (var at = 0; at < words.Length; at++)
        {
            if (at > 0 && StartsSentence(plain, at))
            {
                text.Append('.');
                _open = false;
            }
            if (!_open)
            {
                words[at] = Capitals.Large(words[at]);
                _open = true;
            }
            text.Append(at > 0 ? " " : "").Append(words[at]);
            if (EndsOf(rules.OpensList, plain, at) && at + 1 < words.Length)
            {
                text.Append(':');
            }
            segment.Words[at].Text = words[at];
        }
        var goesOn = next is { Words: [var first, ..] } && rules.GoesOn.Contains(first.Text);
        if (words.Length > 0 && !goesOn && !rules.NeverLast.Contains(plain[^1]))
        {
            text.Append('.');
            _open = false;
        }
        else if (goesOn && rules.CommaBefore.Contains(next!.Words[0].Text))
        {
            text.Append(',');
        }
        segment.Text = text.ToString();
    }

    private bool StartsSentence(string[] words, int at) =>
        !rules.AfterThese.Contains(words[at - 1]) && !rules.NeverLast.Contains(words[at - 1])
        && rules.SentenceStarts.Any(start => at + start.Length <= words.Length && words.AsSpan(at, start.Length).SequenceEqual(start));

    private static bool EndsOf(IReadOnlyList<string[]> phrases, string[] words, int at) =>
        phrases.Any(phrase => at + 1 >= phrase.Length && words.AsSpan(at + 1 - phrase.Length, phrase.Length).SequenceEqual(phrase));
}
