using Microsoft.Extensions.Options;
using RoiApp.Processing.Transcription.PocketSphinx;

namespace RoiApp.Processing.Transcription.MemoModel;

/// <summary>The language model that is mixed with the recogniser's stock one: the configured file, or one made here the first time and kept.</summary>
internal sealed partial class MemoModelFile
{
    private readonly TranscriptionOptions _options;
    private readonly ILogger<MemoModelFile> _logger;
    private readonly Lazy<string?> _path;

    public MemoModelFile(IOptions<TranscriptionOptions> options, ILogger<MemoModelFile> logger)
    {
        _options = options.Value;
        _logger = logger;
        _path = new Lazy<string?>(Find);
    }

    /// <summary>Its path; null where there is none, and the stock model is used alone. The first call may take seconds.</summary>
    public string? Path => _path.Value;

    /// <summary>Tells results apart that were heard with another model; empty for the stock one alone.</summary>
    public string Version => _options switch
    {
        { MemoModelWeight: 0 } => "",
        { MemoModel.Length: > 0 } => System.IO.Path.GetFileNameWithoutExtension(_options.MemoModel),
        _ when File.Exists(Dictionary) => $"memos-{MemoModelBuilder.Fingerprint(Dictionary)[..6]}",
        _ => "", // Nothing is installed, nothing will be heard.
    };

    private string Dictionary => new SphinxModel(_options.ModelDirectory, null, 0).Dictionary;

    private string? Find()
    {
        if (_options.MemoModelWeight == 0)
        {
            return null;
        }
        if (_options.MemoModel.Length > 0)
        {
            return _options.MemoModel;
        }
        try
        {
            return Made(Dictionary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            NotMade(_logger, e, _options.ModelCache);
            return null;
        }
    }

    private string Made(string dictionary)
    {
        var path = System.IO.Path.Combine(_options.ModelCache, $"memos-en-{MemoModelBuilder.Fingerprint(dictionary)}.arpa");
        if (File.Exists(path))
        {
            return path;
        }
        Directory.CreateDirectory(_options.ModelCache);
        var draft = $"{path}.{Guid.NewGuid():N}";
        try
        {
            using (var writer = new StreamWriter(draft))
            {
                MemoModelBuilder.Write(writer, dictionary);
            }
            File.Move(draft, path, overwrite: true); // Another process may have made the same one meanwhile.
        }
        finally
        {
            File.Delete(draft);
        }
        Wrote(_logger, path);
        return path;
    }

    [LoggerMessage(1, LogLevel.Information, "Made the language model of memos, {Path}")]
    private static partial void Wrote(ILogger logger, string path);

    [LoggerMessage(2, LogLevel.Warning, "The language model of memos cannot be kept in {Folder} (Transcription:ModelCache): names and companies are heard worse")]
    private static partial void NotMade(ILogger logger, Exception exception, string folder);
}
