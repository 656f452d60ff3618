using System.ComponentModel.DataAnnotations;

namespace RoiApp.Processing.Transcription;

/// <summary>How the embedded recogniser works. Which recogniser is asked at all is told by <see cref="SpeechOptions"/>.</summary>
internal sealed class TranscriptionOptions
{
    public const string Section = "Transcription";

    /// <summary>Recognisers that run at once, for all workflows together; 0 for one per processor core. Each takes some 100 to 190 MB.</summary>
    [Range(0, 64)]
    public int Recognisers { get; set; }

    /// <summary>A recording whose words are less sure than this on average was not understood, where its language was to be found out.</summary>
    [Range(0.0, 1.0)]
    public double MinMeanConfidence { get; set; } = 0.45;

    /// <summary>Folder that holds the <c>en-us</c> acoustic model, language model and dictionary.</summary>
    [Required]
    public string ModelDirectory { get; set; } = "/usr/share/pocketsphinx/model/en-us";

    /// <summary>A language model for meeting memos (ARPA, or Sphinx's binary form) that is mixed with the stock one; RoiApp's own when empty.</summary>
    public string MemoModel { get; set; } = "";

    /// <summary>Its weight; the stock one has the rest. 0 for the stock one alone.</summary>
    [Range(0, 0.9)]
    public double MemoModelWeight { get; set; } = 0.4;

    /// <summary>Folder where RoiApp's own model of memos is kept once it has been made; it may be deleted at any time.</summary>
    [Required]
    public string ModelCache { get; set; } = Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "roiapp");

    /// <summary>Whether what has been heard of a stretch is told before it is recognised to its end; <c>Auto</c>: while no stretch waits for a recogniser.</summary>
    public PartialTextMode PartialText { get; set; } = PartialTextMode.Auto;

    public int RecogniserCount => Recognisers > 0 ? Recognisers : Environment.ProcessorCount;
}

/// <summary>When partial text is told.</summary>
internal enum PartialTextMode
{
    Auto,
    On,
    Off,
}
