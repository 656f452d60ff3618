namespace RoiApp.Web.Forwarding;

/// <summary>The problems (RFC 9457) that the web front itself answers for <c>/api</c>.</summary>
internal static class Refusal
{
    public static IResult CrossSite => Problem(StatusCodes.Status403Forbidden, "cross-site", "Another site may not do this",
        "The request came from a page of another site. Open RoiApp itself and try again.");

    public static IResult Unreachable => Problem(StatusCodes.Status502BadGateway, "service-unreachable", "RoiApp's service does not answer",
        "RoiApp's service does not answer. Check that it runs (./roi up starts it), then try again.");

    public static IResult TooSlow => Problem(StatusCodes.Status504GatewayTimeout, "service-too-slow", "RoiApp's service takes too long",
        "RoiApp's service took the request but has not answered. Look whether it went through before trying again.");

    private static IResult Problem(int status, string type, string title, string detail) =>
        Results.Problem(detail, statusCode: status, title: title, type: $"/problems/{type}");
}
