namespace RoiApp.Eval.Extraction;

/// <summary>How many values were found, found wrongly, and missed.</summary>
internal sealed class FieldCounts
{
    public int Right { get; private set; }

    /// <summary>Values given.</summary>
    public int Given { get; private set; }

    /// <summary>Values that should have been given.</summary>
    public int Wanted { get; private set; }

    public double Precision => Given == 0 ? 1 : (double)Right / Given;

    public double Recall => Wanted == 0 ? 1 : (double)Right / Wanted;

    public double F1 => Given + Wanted == 0 ? 1 : 2.0 * Right / (Given + Wanted);

    public void Add(int right, int given, int wanted) => (Right, Given, Wanted) = (Right + right, Given + given, Wanted + wanted);
}
