using Microsoft.AspNetCore.Mvc;

namespace RoiApp.Web.Forwarding;

internal static class ForwardingEndpoints
{
    private static readonly string[] s_methods = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Options];

    /// <summary>Maps <c>/api/**</c> onto RoiApp.Api, so that browsers upload, stream and download without leaving this origin.</summary>
    public static void MapForwarding(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/api/{**path}", s_methods, (HttpContext context, ApiForwarder forwarder) => forwarder.ForwardAsync(context))
            .WithMetadata(new DisableRequestSizeLimitAttribute()) // Api knows how large a file may be.
            .DisableAntiforgery()                                 // RequestOrigin does it, without a token.
            .ExcludeFromDescription();
}
