using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RoiApp.Api.Data;

namespace RoiApp.Api.Reports;

/// <summary>
/// A contact's version, computed of the row itself: no writer can forget to raise it. The time of the last edit is in it, so that a value
/// changed and changed back is not taken for untouched.
/// </summary>
internal static class ContactVersion
{
    public static string Of(Contact c)
    {
        var row = new StringBuilder();
        foreach (var part in (IEnumerable<string?>)[c.Name, c.Company, c.Position, c.Discussion, c.ContactType?.ToString(), c.Priority?.ToString(),
            c.EditedAt?.UtcTicks.ToString(CultureInfo.InvariantCulture), .. c.Tags.Prepend("tags"), .. c.ActionItems.OrderBy(i => i.Index).Select(i => i.Text).Prepend("items")])
        {
            row.Append(part is null ? -1 : part.Length).Append(':').Append(part); // With their lengths: no two rows read the same.
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(row.ToString())).AsSpan(0, 12));
    }
}
