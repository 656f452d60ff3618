namespace RoiApp.Eval.Speech;

/// <summary>A recording and what is said in it: a row of a <c>manifest.tsv</c>.</summary>
internal sealed record LabelledRecording(string Id, string Path, string Language, string Kind, string Reference, string Origin)
{
    private static readonly string[] s_robots = ["espeak", "kal"];

    /// <summary>
    /// What it counts for: its kind, with the language before it where that is not English. Where the origin names the voice, clear voices and robots
    /// (formant and diphone synthesis) count apart as well as together.
    /// </summary>
    public IEnumerable<string> Subsets
    {
        get
        {
            var kind = Language == "en" ? Kind : $"{Language}-{Kind}";
            return Kind == "real" || Origin.Length == 0 ? [kind] : [kind, s_robots.Any(robot => Origin.Contains(robot, StringComparison.Ordinal)) ? $"{kind}-robot" : $"{kind}-clear"];
        }
    }

    /// <summary>The first line names the columns; <c>id file language kind reference</c> are needed, <c>origin</c> may name the voice, others may follow.</summary>
    public static IEnumerable<LabelledRecording> ReadManifest(string path)
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        using var lines = File.ReadLines(path).GetEnumerator();
        var columns = lines.MoveNext() ? lines.Current.Split('\t') : [];
        while (lines.MoveNext())
        {
            var cells = lines.Current.Split('\t');
            string Cell(string column) => Array.IndexOf(columns, column) is >= 0 and var at && at < cells.Length ? cells[at] : throw new FormatException($"{path} has a row without '{column}'.");
            yield return new LabelledRecording(Cell("id"), System.IO.Path.Combine(folder, Cell("file")), Cell("language"), Cell("kind"), Cell("reference"), columns.Contains("origin") ? Cell("origin") : "");
        }
    }
}
