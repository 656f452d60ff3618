using System.Text.Json.Serialization;

namespace RoiApp.Contracts.Rest;

/// <summary>Which reports to write into one file: the body of <c>POST /api/workflows/export</c>. Either <paramref name="Ids"/> or <paramref name="Filter"/>.</summary>
/// <param name="Ids">1 to 1,000 workflows.</param>
/// <param name="Filter">As the list takes it; <c>{}</c> for all.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ExportRequest(IReadOnlyList<Guid>? Ids = null, ExportFilter? Filter = null);

/// <param name="Status">A workflow's status.</param>
/// <param name="Language">BCP 47; <c>es</c> finds <c>es-MX</c>, too.</param>
/// <param name="Q">Part of the name or file name.</param>
/// <param name="From">Created then or later: a day or a time, ISO 8601.</param>
/// <param name="To">Created before then; a day is meant to its end.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ExportFilter(string? Status = null, string? Language = null, string? Q = null, string? From = null, string? To = null);

/// <summary>One workflow of an export of many as JSON.</summary>
public sealed record ExportedReportResource(Guid WorkflowId, string Name, string FileName, string Status, string Language, DateTimeOffset CreatedAt, IReadOnlyList<ContactResource> Contacts);
