using System.Runtime.InteropServices;

namespace RoiApp.Processing.Transcription.PocketSphinx;

/// <summary>The C functions of PocketSphinx 5prealpha that are used (libpocketsphinx.so.3, libsphinxbase.so.3). Failures return null or a negative number.</summary>
internal static unsafe partial class SphinxLibrary
{
    private const string Recogniser = "libpocketsphinx.so.3";
    private const string Base = "libsphinxbase.so.3";

    [LibraryImport(Recogniser)]
    public static partial nint ps_args();

    [LibraryImport(Recogniser)]
    public static partial nint ps_init(nint config);

    [LibraryImport(Recogniser)]
    public static partial void ps_free(nint decoder);

    [LibraryImport(Recogniser)]
    public static partial nint ps_get_fe(nint decoder);

    [LibraryImport(Recogniser)]
    public static partial nint ps_get_logmath(nint decoder);

    [LibraryImport(Recogniser)]
    public static partial void ps_start_stream(nint decoder);

    [LibraryImport(Recogniser)]
    public static partial int ps_start_utt(nint decoder);

    [LibraryImport(Recogniser)]
    public static partial int ps_process_cep(nint decoder, float** frames, int count, int noSearch, int fullUtterance);

    [LibraryImport(Recogniser)]
    public static partial int ps_end_utt(nint decoder);

    [LibraryImport(Recogniser)]
    public static partial nint ps_get_hyp(nint decoder, out int score);

    [LibraryImport(Recogniser)]
    public static partial nint ps_seg_iter(nint decoder);

    [LibraryImport(Recogniser)]
    public static partial nint ps_seg_next(nint segment);

    [LibraryImport(Recogniser)]
    public static partial nint ps_seg_word(nint segment);

    [LibraryImport(Recogniser)]
    public static partial void ps_seg_frames(nint segment, out int first, out int last);

    [LibraryImport(Recogniser)]
    public static partial int ps_seg_prob(nint segment, out int acoustic, out int language, out int backoff);

    [LibraryImport(Recogniser, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ps_set_lm(nint decoder, string name, nint model);

    [LibraryImport(Recogniser, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ps_set_search(nint decoder, string name);

    [LibraryImport(Base)]
    public static partial nint cmd_ln_parse_r(nint existing, nint definitions, int count, byte** arguments, int strict);

    [LibraryImport(Base)]
    public static partial void cmd_ln_free_r(nint config);

    [LibraryImport(Base)]
    public static partial void err_set_logfp(nint file);

    [LibraryImport(Base)]
    public static partial double logmath_exp(nint logmath, int value);

    [LibraryImport(Base)]
    public static partial void fe_start_utt(nint frontEnd);

    [LibraryImport(Base)]
    public static partial void fe_start_stream(nint frontEnd);

    [LibraryImport(Base)]
    public static partial int fe_get_output_size(nint frontEnd);

    [LibraryImport(Base)]
    public static partial int fe_process_frames(nint frontEnd, short** samples, nuint* sampleCount, float** frames, int* frameCount, int* firstFrame);

    [LibraryImport(Base)]
    public static partial int fe_end_utt(nint frontEnd, float* frame, int* frameCount);

    [LibraryImport(Base, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ngram_model_read(nint config, string file, int type, nint logmath);

    [LibraryImport(Base)]
    public static partial nint ngram_model_set_init(nint config, nint* models, byte** names, float* weights, int count);

    [LibraryImport(Base)]
    public static partial nint ngram_model_set_interp(nint set, byte** names, float* weights);

    [LibraryImport(Recogniser)]
    public static partial nint ps_get_config(nint decoder);

    [LibraryImport(Recogniser, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ps_unset_search(nint decoder, string name);

    [LibraryImport(Recogniser, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ps_add_word(nint decoder, string word, string sounds, int update);

    [LibraryImport(Recogniser, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ps_lookup_word(nint decoder, string word);

    [LibraryImport(Base)]
    public static partial nint ngram_model_retain(nint model);

    [LibraryImport(Base)]
    public static partial int ngram_model_free(nint model);

    [LibraryImport(Base, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ngram_wid(nint model, string word);

    [LibraryImport(Base)]
    public static partial int ngram_unknown_wid(nint model);

    [LibraryImport(Base)]
    public static partial int ngram_ng_prob(nint model, int word, int* history, int historyLength, int* used);

    [LibraryImport(Base)]
    public static partial double logmath_log_to_log10(nint logmath, int value);
}
