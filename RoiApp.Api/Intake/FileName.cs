using RoiApp.Api.Problems;

namespace RoiApp.Api.Intake;

/// <summary>A file's name as a client gives it is a label, never a path.</summary>
internal static class FileName
{
    public const int MaxLength = 255;

    /// <summary>The last part of whatever path was given, without control characters.</summary>
    /// <exception cref="ProblemException">Nothing is left.</exception>
    public static string Neutralise(string? given)
    {
        var last = (given ?? "").Split('/', '\\')[^1];
        var name = new string([.. last.Where(c => !char.IsControl(c) && c is not ('"' or '<' or '>' or '|' or ':' or '*' or '?'))]).Trim().TrimStart('.');
        return name.Length switch
        {
            0 => throw ProblemType.InvalidField.Because("The file needs a name with an extension, such as memo.wav.", "file"),
            > MaxLength => throw ProblemType.InvalidField.Because($"The file's name has {name.Length} characters; at most {MaxLength} are taken.", "file"),
            _ => name,
        };
    }
}
