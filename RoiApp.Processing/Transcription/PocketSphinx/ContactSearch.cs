using System.Text;
using RoiApp.Processing.Transcription.Contacts;
using RoiApp.Processing.Transcription.Pronunciation;
using static RoiApp.Processing.Transcription.PocketSphinx.SphinxLibrary;

namespace RoiApp.Processing.Transcription.PocketSphinx;

/// <summary>
/// One decoder's search that also expects known contacts: the model of memos with theirs mixed in, and their words in the dictionary. Built when the contacts
/// change (some 0.3 s) and kept until they change again.
/// </summary>
/// <remarks>The other searches of the decoder hear as before: their word trees were made without the new words.</remarks>
internal sealed unsafe class ContactSearch(nint decoder, nint stock, nint memos, double memoWeight, Pronouncer pronouncer)
{
    public const string Name = "contacts";

    // Of what the model of memos has. Chosen, not measured.
    private const double Share = 0.4;
    private const int DetectFileType = 0;

    // The dictionary only ever grows: past this the decoder is to be opened anew.
    private const int NewWordsAtMost = 4_000;

    private string? _key;
    private int _newWords;

    /// <summary>True when so many words were added that a fresh decoder is better.</summary>
    public bool IsWornOut => _newWords >= NewWordsAtMost;

    /// <returns>False when the contacts cannot be expected, and the search of memos is to be used.</returns>
    public bool TryExpect(ContactModel contacts)
    {
        if (contacts.Key == _key)
        {
            return true;
        }
        if (_key is not null)
        {
            _key = null;
            ps_unset_search(decoder, Name);
        }
        foreach (var word in contacts.Words.Where(word => ngram_wid(memos, word) == ngram_unknown_wid(memos)))
        {
            Teach(word);
        }
        if (!TryMix(contacts))
        {
            return false;
        }
        _key = contacts.Key;
        return true;
    }

    private void Teach(string word)
    {
        if (ps_lookup_word(decoder, word) is not 0 and var known)
        {
            SphinxMemory.Free(known);
            return;
        }
        var ways = pronouncer.Say(word);
        for (var way = 0; way < ways.Count; way++)
        {
            _newWords += ps_add_word(decoder, way == 0 ? word : $"{word}({way + 1})", ways[way], update: 0) >= 0 ? 1 : 0;
        }
    }

    private bool TryMix(ContactModel contacts)
    {
        var path = Path.Combine(Path.GetTempPath(), $"roiapp-contacts-{Guid.NewGuid():N}.arpa");
        try
        {
            using (var writer = new StreamWriter(path, append: false, new UTF8Encoding(false)))
            {
                contacts.Model.WriteArpa(writer);
            }
            var config = ps_get_config(decoder);
            var read = ngram_model_read(config, path, DetectFileType, ps_get_logmath(decoder));
            if (read == 0)
            {
                return false;
            }
            // The set takes one reference to each of its models with it when it goes.
            nint* models = stackalloc nint[] { ngram_model_retain(stock), ngram_model_retain(memos), read };
            float* weights = stackalloc float[] { (float)(1 - memoWeight), (float)(memoWeight * (1 - Share)), (float)(memoWeight * Share) };
            fixed (byte* first = "stock\0"u8, second = "memos\0"u8, third = "contacts\0"u8)
            {
                byte** names = stackalloc byte*[] { first, second, third };
                var set = ngram_model_set_init(config, models, names, weights, 3);
                if (set == 0)
                {
                    return false;
                }
                ngram_model_set_interp(set, names, weights);
                var done = ps_set_lm(decoder, Name, set) == 0;
                _ = ngram_model_free(set); // The search holds its own.
                return done;
            }
        }
        catch (IOException)
        {
            return false; // No room for a temporary file: names are heard worse, everything else as well.
        }
        finally
        {
            File.Delete(path);
        }
    }
}
