using System.Runtime.InteropServices;

namespace RoiApp.Processing.Transcription.PocketSphinx;

/// <summary>The files that a recogniser is made of.</summary>
/// <param name="Directory">Holds <c>en-us/</c>, <c>en-us.lm.bin</c> and <c>cmudict-en-us.dict</c>, as Debian's pocketsphinx-en-us has them.</param>
/// <param name="MemoModel">A second language model that is mixed in, or null.</param>
/// <param name="MemoWeight">The weight of the second one; the stock one has the rest.</param>
internal sealed record SphinxModel(string Directory, string? MemoModel, double MemoWeight)
{
    /// <summary>How words are said; what is not in it is not heard.</summary>
    public string Dictionary { get; init; } = StockDictionary(Directory);

    /// <summary>What to do when the library or the model is missing.</summary>
    public const string Remedy = "Install it: sudo apt-get install libpocketsphinx3 pocketsphinx-en-us";

    private static readonly string[] s_libraries = ["libpocketsphinx.so.3", "libsphinxbase.so.3"];

    public string AcousticModel => Path.Combine(Directory, "en-us");

    public string LanguageModel => Path.Combine(Directory, "en-us.lm.bin");

    /// <summary>The dictionary that comes with the acoustic model.</summary>
    public static string StockDictionary(string directory) => Path.Combine(directory, "cmudict-en-us.dict");

    /// <summary>True when all that is needed is installed; loads no model.</summary>
    public static bool IsInstalled(string directory)
    {
        var model = new SphinxModel(directory, null, 0);
        return File.Exists(Path.Combine(model.AcousticModel, "feat.params")) && File.Exists(model.LanguageModel) && File.Exists(model.Dictionary)
            && s_libraries.All(library => NativeLibrary.TryLoad(library, typeof(SphinxModel).Assembly, null, out _));
    }
}
