using RoiApp.Contracts.V1;
using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Extraction.People;
using RoiApp.Processing.Extraction.Text;
using RoiApp.Processing.Languages;

namespace RoiApp.Processing.Extraction;

/// <summary>
/// Reads memos by tables of phrases, one file per language: no network, no model, the same answer every time, in time that grows with the length of the
/// text and no faster. Never throws for what a text says.
/// </summary>
internal sealed class GrammarReportExtractor : IReportExtractor
{
    public Engine Engine { get; } = new() { Name = "grammar", Version = "2.0" };

    public Task<Report> ExtractAsync(IReadOnlyList<Segment> transcript, string language, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return Task.FromResult(Extract(transcript, language));
    }

    internal static Report Extract(IReadOnlyList<Segment> transcript, string language)
    {
        var spoken = SpokenLanguages.In(transcript, language);
        var grammar = GrammarCatalog.For(spoken);
        var tokens = Disfluencies.Remove(Tokenizer.Tokenize(transcript, grammar), grammar);
        var memo = new Memo(transcript, tokens, grammar);
        return new ReportAssembler(memo, PeopleReader.Read(memo)).Assemble(spoken[0]);
    }
}
