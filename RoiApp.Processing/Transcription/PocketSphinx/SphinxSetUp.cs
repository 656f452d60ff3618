using System.Runtime.InteropServices;
using static RoiApp.Processing.Transcription.PocketSphinx.SphinxLibrary;

namespace RoiApp.Processing.Transcription.PocketSphinx;

/// <summary>Loads models the way that was measured to read memos best.</summary>
internal static unsafe class SphinxSetUp
{
    /// <summary>The search with the stock language model alone, as the library calls it.</summary>
    public const string StockSearch = "_default";

    /// <summary>The search with both.</summary>
    public const string MemoSearch = "memos";

    private const int DetectFileType = 0;

    private static readonly Lock s_quiet = new();
    private static bool s_isQuiet;

    /// <returns>A decoder that is ready to search features whose mean is already taken off.</returns>
    /// <exception cref="StepException">The model is missing or does not load.</exception>
    /// <param name="models">The two language models that were mixed; null when the stock one alone is used.</param>
    public static nint Load(SphinxModel model, out MixedModels? models)
    {
        Quieten();
        using var features = LevelledFeatures.For(model);
        // A second pass (fwdflat) takes a third more time and reads no better; best path gives the confidences.
        // Silence stays in, or times would slip by what was taken out.
        var config = Parse("-hmm", model.AcousticModel, "-lm", model.LanguageModel, "-dict", model.Dictionary, "-featparams", features.Path,
            "-fwdflat", "no", "-bestpath", "yes", "-remove_silence", "no");
        try
        {
            var decoder = config == 0 ? 0 : ps_init(config);
            if (decoder == 0)
            {
                throw new StepException("engine-missing", $"The speech model in {model.Directory} does not load. Install it again: sudo apt-get install --reinstall pocketsphinx-en-us", retryable: true);
            }
            models = model.MemoModel is { } memo ? MixIn(decoder, config, model, memo) : null;
            return decoder;
        }
        finally
        {
            cmd_ln_free_r(config);
        }
    }

    private static MixedModels? MixIn(nint decoder, nint config, SphinxModel model, string memo)
    {
        var logmath = ps_get_logmath(decoder);
        nint* models = stackalloc nint[] { ngram_model_read(config, model.LanguageModel, DetectFileType, logmath), ngram_model_read(config, memo, DetectFileType, logmath) };
        if (models[0] == 0 || models[1] == 0)
        {
            return null;
        }
        // The recogniser raises probabilities to the language weight (6.5): that is why a small share already leads.
        float* weights = stackalloc float[] { (float)(1 - model.MemoWeight), (float)model.MemoWeight };
        fixed (byte* stock = "stock\0"u8, memos = "memos\0"u8)
        {
            byte** names = stackalloc byte*[] { stock, memos };
            var set = ngram_model_set_init(config, models, names, weights, 2);
            if (set == 0)
            {
                return null;
            }
            ngram_model_set_interp(set, names, weights);
            return ps_set_lm(decoder, MemoSearch, set) == 0 ? new MixedModels(models[0], models[1]) : null;
        }
    }

    private static nint Parse(params ReadOnlySpan<string> arguments)
    {
        var texts = stackalloc byte*[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            texts[i] = (byte*)Marshal.StringToCoTaskMemUTF8(arguments[i]);
        }
        // The values are copied into the configuration.
        var config = cmd_ln_parse_r(0, ps_args(), arguments.Length, texts, strict: 0);
        for (var i = 0; i < arguments.Length; i++)
        {
            Marshal.FreeCoTaskMem((nint)texts[i]);
        }
        return config;
    }

    // The library writes pages to standard error, for all decoders alike.
    private static void Quieten()
    {
        lock (s_quiet)
        {
            if (!s_isQuiet)
            {
                err_set_logfp(0);
                s_isQuiet = true;
            }
        }
    }

    /// <summary>The model's own description of its features, but with their mean taken off by us. Read while the model loads, then deleted.</summary>
    private sealed class LevelledFeatures : IDisposable
    {
        public required string Path { get; init; }

        public static LevelledFeatures For(SphinxModel model)
        {
            var original = System.IO.Path.Combine(model.AcousticModel, "feat.params");
            if (!File.Exists(original))
            {
                throw StepException.EngineMissing("The English speech model", SphinxModel.Remedy);
            }
            var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"roiapp-features-{Guid.NewGuid():N}");
            File.WriteAllLines(path, File.ReadLines(original).Where(line => !line.StartsWith("-cmn", StringComparison.Ordinal)).Append("-cmn none"));
            return new LevelledFeatures { Path = path };
        }

        public void Dispose() => File.Delete(Path);
    }
}

/// <summary>Language models of a decoder, which live as long as it.</summary>
internal sealed record MixedModels(nint Stock, nint Memos);
