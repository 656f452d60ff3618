using System.Globalization;
using RoiApp.Api.Data;

namespace RoiApp.Api.Search;

/// <summary>Where a page of hits ended.</summary>
internal sealed record SearchCursor(double Rank, Guid WorkflowId, SearchKind Kind, int Index)
{
    /// <summary>Before every hit there can be.</summary>
    public static SearchCursor Start { get; } = new(double.MaxValue, Guid.AllBitsSet, SearchKind.Segment, int.MaxValue);

    /// <summary>Null when it is none of ours.</summary>
    public static SearchCursor? Of(string[] key) =>
        key is [var rank, var id, var kind, var index]
        && double.TryParse(rank, NumberStyles.Float, CultureInfo.InvariantCulture, out var r) && double.IsFinite(r)
        && Guid.TryParseExact(id, "N", out var workflowId)
        && Words.TryParse<SearchKind>(kind, out var k)
        && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var i)
            ? new(r, workflowId, k, i)
            : null;

    public string[] Key => [Rank.ToString("R", CultureInfo.InvariantCulture), WorkflowId.ToString("N"), Words.Of(Kind), Index.ToString(CultureInfo.InvariantCulture)];
}
