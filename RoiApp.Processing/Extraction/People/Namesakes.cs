using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.People;

/// <summary>Whether two names are one person's: somebody is "Jorge Luis", "Cantú" and "Jorge Luis Cantú" in one memo.</summary>
internal static class Namesakes
{
    public static bool Are(Memo memo, Span known, Span name)
    {
        if (memo.Norm(known.Start) == memo.Norm(name.Start))
        {
            return Begins(memo, known, name) || memo.Norm(known.End - 1) == memo.Norm(name.End - 1);
        }

        return (name.Length == 1 && memo.Norm(known.End - 1) == memo.Norm(name.Start)) || (known.Length == 1 && memo.Norm(name.End - 1) == memo.Norm(known.Start));
    }

    private static bool Begins(Memo memo, Span one, Span other)
    {
        for (var i = 1; i < Math.Min(one.Length, other.Length); i++)
        {
            if (memo.Norm(one.Start + i) != memo.Norm(other.Start + i))
            {
                return false;
            }
        }

        return true;
    }
}
