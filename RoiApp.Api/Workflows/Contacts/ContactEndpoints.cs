using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using RoiApp.Api.Data;
using RoiApp.Api.Edge.Answers;
using RoiApp.Api.Problems;
using RoiApp.Api.Reports;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Workflows.Contacts;

internal static class ContactEndpoints
{
    public static RouteGroupBuilder MapContacts(this RouteGroupBuilder one)
    {
        var contact = one.MapGroup("/contacts/{index:int}");
        contact.MapGet("/", GetAsync).WithName("GetContact").WithSummary("A row of the report with its ETag; 304 when If-None-Match names it.")
            .Produces(StatusCodes.Status304NotModified);
        contact.MapPatch("/", PatchAsync).WithName("EditContact").WithSummary("Changes fields of a contact by JSON merge patch (RFC 7396); If-Match has to name its ETag.")
            .Accepts<ContactChanges>("application/merge-patch+json", "application/json")
            .ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType).ProducesProblem(StatusCodes.Status428PreconditionRequired);
        return one;
    }

    private static async Task<Ok<ContactResource>> GetAsync(Guid id, int index, ContactEditing contacts, HttpContext http, CancellationToken ct) =>
        TypedResults.Ok(Answer(http, await contacts.ReadAsync(id, index, ct)));

    private static async Task<Ok<ContactResource>> PatchAsync(Guid id, int index, ContactEditing contacts, HttpContext http, CancellationToken ct)
    {
        var isCurrent = IfMatch(http.Request);
        using var body = await JsonBody.ReadAsync(http.Request, ct);
        return TypedResults.Ok(Answer(http, await contacts.ChangeAsync(id, index, ContactPatch.Parse(body.RootElement), isCurrent, ct)));
    }

    private static ContactResource Answer(HttpContext http, Contact contact)
    {
        var resource = Resources.Of(contact);
        http.Response.Headers.ETag = $"\"{resource.Version}\"";
        return resource;
    }

    // RFC 9110, 13.1.1: compared strongly, so that a weak ETag never matches; "*" is any version.
    private static Func<string, bool> IfMatch(HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        if (header.Count == 0)
        {
            throw ProblemType.VersionRequired.Because("Send the contact's ETag in If-Match, so that nobody's change is lost. GET the contact to learn it; in a report it is 'version' in double quotes.", "If-Match");
        }
        if (!EntityTagHeaderValue.TryParseList(header, out var tags))
        {
            throw ProblemType.InvalidField.Because("'If-Match' has to be an ETag in double quotes, as GET answers it.", "If-Match");
        }
        // Whoever got the row compressed has the tag of that: of the same version all the same.
        return version => tags.Any(t => t.Compare(EntityTagHeaderValue.Any, useStrongComparison: true)
            || (!t.IsWeak && EntityTags.WithoutCoding(t.Tag.ToString()) == $"\"{version}\""));
    }
}

/// <summary>The fields of an edit, for the interface's description. What is not named stays, null removes.</summary>
internal sealed record ContactChanges(
    string? Name, string? Company, string? Position, string? Discussion, string? ContactType, string? Priority, IReadOnlyList<string>? ActionItems, IReadOnlyList<string>? Tags);
