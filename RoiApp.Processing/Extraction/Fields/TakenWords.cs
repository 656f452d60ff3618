using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.Fields;

/// <summary>Words that are a value already: "urgent" within an action item says nothing of the contact.</summary>
internal sealed class TakenWords(int count)
{
    private readonly bool[] _taken = new bool[count];

    public bool this[int index] => _taken[index];

    public TakenWords With(IEnumerable<Passage> passages)
    {
        foreach (var passage in passages)
        {
            Array.Fill(_taken, true, passage.Span.Start, passage.Span.Length);
        }

        return this;
    }
}
