using static RoiApp.Processing.Transcription.PocketSphinx.SphinxLibrary;

namespace RoiApp.Processing.Transcription.PocketSphinx;

/// <summary>
/// Tells memos from other speech: how much likelier the words heard are to the model of memos than to the stock one, per word (a likelihood ratio, as in
/// Moore and Lewis, "Intelligent selection of language model training data", 2010).
/// </summary>
/// <remarks>The models belong to the decoder and live as long.</remarks>
internal sealed unsafe class MemoLikeness(nint logmath, nint stock, nint memos)
{
    // A word that a model has never seen says that it is rare, not how rare.
    private const double RareWord = -6.5;

    /// <returns>Powers of ten: above zero for words of a memo, some -1.5 for those of books and news.</returns>
    public double Of(IReadOnlyList<SphinxWord> words)
    {
        var sum = 0.0;
        for (var at = 0; at < words.Count; at++)
        {
            sum += Probability(memos, words, at) - Probability(stock, words, at);
        }
        return words.Count == 0 ? 0 : sum / words.Count;
    }

    private double Probability(nint model, IReadOnlyList<SphinxWord> words, int at)
    {
        var unknown = ngram_unknown_wid(model);
        var word = ngram_wid(model, words[at].Text);
        if (word == unknown)
        {
            return RareWord;
        }
        // The word before it first, as the library wants it.
        var history = stackalloc int[2];
        var length = 0;
        for (var back = 1; back <= 2 && at - back >= -1; back++)
        {
            var before = ngram_wid(model, at == back - 1 ? "<s>" : words[at - back].Text);
            if (before == unknown)
            {
                break;
            }
            history[length++] = before;
        }
        int used;
        return Math.Max(logmath_log_to_log10(logmath, ngram_ng_prob(model, word, history, length, &used)), RareWord);
    }
}
