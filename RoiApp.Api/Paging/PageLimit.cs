using System.Globalization;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Paging;

/// <summary>How many rows a page holds.</summary>
internal static class PageLimit
{
    /// <exception cref="ProblemException">Not a number from 1 to <paramref name="max"/>.</exception>
    public static int Parse(string? text, int byDefault, int max) => text switch
    {
        null or "" => byDefault,
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) => Check(limit, max),
        _ => throw ProblemType.InvalidField.Because($"'limit' has to be a number from 1 to {max}.", "limit"),
    };

    /// <exception cref="ProblemException">Not from 1 to <paramref name="max"/>.</exception>
    public static int Check(int limit, int max) => limit >= 1 && limit <= max
        ? limit
        : throw ProblemType.InvalidField.Because($"'limit' is {limit}. It has to be from 1 to {max}.", "limit");
}
