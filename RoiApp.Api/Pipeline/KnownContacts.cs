using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;

namespace RoiApp.Api.Pipeline;

/// <summary>Finds who is likely to be named: the people and companies of the owner's latest reports.</summary>
internal static class KnownContacts
{
    private const int WorkflowsLookedAt = 400;
    private const int ContactsAtMost = 200;
    private const int CharsAtMost = 200;

    /// <returns>Distinct pairs of name and company, the most recent first. Reads no more rows than the newest workflows have, however long the history.</returns>
    public static async Task<IReadOnlyList<(string Name, string Company)>> OfAsync(RoiDb db, Workflow workflow, CancellationToken ct)
    {
        var newest = db.Workflows.Where(w => w.Owner == workflow.Owner).OrderByDescending(w => w.CreatedAt).ThenByDescending(w => w.Id).Take(WorkflowsLookedAt);
        var rows = await (
            from w in newest
            join c in db.Contacts on w.Id equals c.WorkflowId
            where w.Id != workflow.Id
            orderby w.CreatedAt descending, w.Id descending, c.Index
            select new { c.Name, c.Company }).Take(2 * WorkflowsLookedAt).ToListAsync(ct);
        return [.. rows.Select(r => (Kept(r.Name), Kept(r.Company))).Where(known => known.Item1.Length + known.Item2.Length > 0).Distinct().Take(ContactsAtMost)];
    }

    // What is longer is no name.
    private static string Kept(string? text) => text is { Length: <= CharsAtMost } ? text.Trim() : "";
}
