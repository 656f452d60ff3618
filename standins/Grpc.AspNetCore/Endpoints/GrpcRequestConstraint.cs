using Grpc.Net.Client.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Lets the catch-all endpoints see gRPC requests alone, so that the rest of the app keeps its own 404s.</summary>
internal sealed class GrpcRequestConstraint : IRouteConstraint
{
    public const string Name = "grpcunimplemented";

    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        routeDirection != RouteDirection.UrlGeneration && GrpcProtocol.IsGrpcContentType(httpContext?.Request.ContentType);
}
