using RoiApp.Contracts.V1;

namespace RoiApp.Processing.Extraction.Text;

/// <summary>Finds the recogniser's word for each word of a segment's text, walking both in order.</summary>
internal sealed class WordTimes(Segment segment)
{
    // The recogniser may write a word that the text lacks (a pause, a noise) or the text one that was restored.
    private const int LookAhead = 4;

    private int _next;

    public (long StartMs, long EndMs, float Confidence) At(string norm)
    {
        var words = segment.Words;
        for (var i = _next; i < Math.Min(words.Count, _next + LookAhead); i++)
        {
            var said = Folding.Fold(words[i].Text);
            if (said.Length > 0 && (said.StartsWith(norm, StringComparison.Ordinal) || norm.StartsWith(said, StringComparison.Ordinal)))
            {
                _next = said.Length > norm.Length + 1 ? i : i + 1; // "she's" is one word said and two read.
                return (words[i].StartMs, words[i].EndMs, Clamp(words[i].Confidence));
            }
        }

        return (segment.StartMs, segment.EndMs, Clamp(segment.Confidence));
    }

    // Zero is what a transcript that carries no confidence has.
    private static float Clamp(float confidence) => confidence is > 0 and <= 1 ? confidence : 1;
}
