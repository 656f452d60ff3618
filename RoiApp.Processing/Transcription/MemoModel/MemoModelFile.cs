using Microsoft.Extensions.Options;
using RoiApp.Processing.Transcription.PocketSphinx;
using RoiApp.Processing.Transcription.Pronunciation;

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
        _ when File.Exists(StockDictionary) => $"memos-{MemoModelBuilder.Fingerprint(StockDictionary)[..6]}",
        _ => "", // Nothing is installed, nothing will be heard.
    };

    /// <summary>The recogniser's dictionary, with the words that its own model has beside it; the stock one where there is no such.</summary>
    public string Dictionary => Path is { } path && _options.MemoModel.Length == 0 ? System.IO.Path.ChangeExtension(path, ".dict") : StockDictionary;

    private string StockDictionary => SphinxModel.StockDictionary(_options.ModelDirectory);

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
            return File.Exists(StockDictionary) ? Made(StockDictionary) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            NotMade(_logger, e, _options.ModelCache);
            return null;
        }
    }

    private string Made(string stock)
    {
        var path = System.IO.Path.Combine(_options.ModelCache, $"memos-en-{MemoModelBuilder.Fingerprint(stock)}.arpa");
        var dictionary = System.IO.Path.ChangeExtension(path, ".dict");
        if (File.Exists(path) && File.Exists(dictionary))
        {
            return path;
        }
        Directory.CreateDirectory(_options.ModelCache);
        var pronounced = new PronouncingDictionary(stock);
        var grammar = MemoModelBuilder.Grammar(pronounced);
        Keep(dictionary, writer => MemoModelBuilder.WriteDictionary(writer, grammar, stock, pronounced));
        Keep(path, writer => MemoModelBuilder.Write(writer, grammar));
        Wrote(_logger, path);
        return path;
    }

    private static void Keep(string path, Action<TextWriter> write)
    {
        var draft = $"{path}.{Guid.NewGuid():N}";
        try
        {
            using (var writer = new StreamWriter(draft))
            {
                write(writer);
            }
            File.Move(draft, path, overwrite: true); // Another process may have made the same one meanwhile.
        }
        finally
        {
            File.Delete(draft);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Made the language model of memos, {Path}")]
    private static partial void Wrote(ILogger logger, string path);

    [LoggerMessage(2, LogLevel.Warning, "The language model of memos cannot be kept in {Folder} (Transcription:ModelCache): names and companies are heard worse")]
    private static partial void NotMade(ILogger logger, Exception exception, string folder);
}
