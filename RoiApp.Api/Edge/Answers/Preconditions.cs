using Microsoft.Net.Http.Headers;

namespace RoiApp.Api.Edge.Answers;

/// <summary>What a request's conditions come to.</summary>
internal enum Verdict
{
    /// <summary>Send the answer.</summary>
    Send,

    /// <summary>304: the client has it.</summary>
    NotModified,

    /// <summary>412: it is not what the client asked about.</summary>
    Failed,
}

/// <summary>Evaluates the conditions of a GET or HEAD in the order of RFC 9110, 13.2.2. Ranges are the recordings' own affair.</summary>
internal static class Preconditions
{
    /// <param name="tag">Of the representation that would be sent, strong.</param>
    /// <param name="lastModified">Null where no date is known.</param>
    public static Verdict Judge(IHeaderDictionary request, string tag, DateTimeOffset? lastModified)
    {
        // 1 and 2: If-Unmodified-Since counts only without If-Match, and where there is a date to compare.
        if (request.IfMatch.Count > 0)
        {
            if (!EntityTags.ListHasStrong(request.IfMatch, tag))
            {
                return Verdict.Failed;
            }
        }
        else if (lastModified is { } at && Date(request.IfUnmodifiedSince) is { } limit && at > limit)
        {
            return Verdict.Failed;
        }
        // 3 and 4: If-Modified-Since counts only without If-None-Match.
        if (request.IfNoneMatch.Count > 0)
        {
            return EntityTags.ListHas(request.IfNoneMatch, tag) ? Verdict.NotModified : Verdict.Send;
        }
        return lastModified is { } modified && Date(request.IfModifiedSince) is { } since && modified <= since ? Verdict.NotModified : Verdict.Send;
    }

    // A field that is no date, or comes twice, says nothing (RFC 9110, 13.1.3).
    private static DateTimeOffset? Date(Microsoft.Extensions.Primitives.StringValues field) =>
        field is [{ } text] && HeaderUtilities.TryParseDate(text, out var date) ? date : null;
}
