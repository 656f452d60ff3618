using System.Text.Json.Serialization;

namespace RoiApp.Contracts.Rest;

/// <summary>Which reports to make one of: the body of <c>POST /api/workflows/merge</c>.</summary>
/// <param name="Ids">2 to 20 workflows.</param>
/// <param name="Name">What to call the whole; null to leave that to the server.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record MergeRequest(IReadOnlyList<Guid> Ids, string? Name = null);

/// <summary>Several reports as one.</summary>
/// <param name="Contacts">Each person once, in the order of first mention.</param>
/// <param name="Companies">Each company once, in the order of first mention.</param>
/// <param name="ActionItems">Every promise once, oldest first.</param>
/// <param name="Sources">The reports it was made of, oldest first.</param>
public sealed record MergeResource(
    string Name,
    IReadOnlyList<MergedContactResource> Contacts,
    IReadOnlyList<MergedCompanyResource> Companies,
    IReadOnlyList<MergedActionItemResource> ActionItems,
    IReadOnlyList<MergeSourceResource> Sources);

/// <summary>One person over all reports. Where reports differ, the newest that says anything has it; discussions are all kept.</summary>
/// <param name="Discussions">Oldest first.</param>
/// <param name="Tags">Of all reports.</param>
/// <param name="SourceIds">The workflows that speak of the person, oldest first.</param>
public sealed record MergedContactResource(
    string? Name,
    string? Company,
    string? Position,
    string? ContactType,
    string? Priority,
    IReadOnlyList<MergedDiscussionResource> Discussions,
    IReadOnlyList<string> ActionItems,
    IReadOnlyList<string> Tags,
    IReadOnlyList<Guid> SourceIds);

/// <param name="At">When that report's workflow was created.</param>
public sealed record MergedDiscussionResource(Guid WorkflowId, DateTimeOffset At, string Text);

/// <param name="ContactType">Of the newest report that says one.</param>
/// <param name="Priority">The highest of its people's.</param>
public sealed record MergedCompanyResource(string Name, IReadOnlyList<string> People, string? ContactType, string? Priority);

/// <param name="Contact">Whom it was promised to, or by; null when nobody was named.</param>
public sealed record MergedActionItemResource(string Text, string? Contact, string? Company, Guid WorkflowId, DateTimeOffset At);

/// <summary>A report that went into the whole.</summary>
public sealed record MergeSourceResource(Guid Id, string Name, string Status, DateTimeOffset CreatedAt, int Contacts);
