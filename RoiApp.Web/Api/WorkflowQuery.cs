using Microsoft.AspNetCore.WebUtilities;

namespace RoiApp.Web.Api;

/// <summary>Which page of the list of workflows, newest first.</summary>
/// <param name="Status">A workflow's status, or null for all.</param>
/// <param name="Cursor">From the page before; null for the first.</param>
internal sealed record WorkflowQuery(string? Status = null, string? Cursor = null, int Limit = 20)
{
    public string ToUri() => QueryHelpers.AddQueryString("api/workflows", new Dictionary<string, string?>
    {
        ["limit"] = Limit.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["status"] = Status,
        ["cursor"] = Cursor,
    });
}
