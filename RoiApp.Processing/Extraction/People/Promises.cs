using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.People;

/// <summary>Tells promises from meetings: who is named in "set up a call with Tim" was not met.</summary>
internal sealed class Promises(Memo memo)
{
    private const int Reach = 30;

    /// <summary>Whether the word at <paramref name="i"/> is part of a promise. Another introduction or topic ends one.</summary>
    public bool Holds(int i)
    {
        var said = memo.Cues.In(new Span(memo.SentenceStart(i, Math.Max(0, i - Reach)), i), CueKind.Oblige, CueKind.ActionHeader, CueKind.Section, CueKind.Discuss);
        return said.Count > 0 && said[^1].Kind is CueKind.Oblige or CueKind.ActionHeader;
    }
}
