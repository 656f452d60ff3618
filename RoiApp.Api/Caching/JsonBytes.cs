using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using RoiApp.ServiceDefaults.Caching;

namespace RoiApp.Api.Caching;

/// <summary>Answers a value as it is cached: JSON that was written once, however often it is asked for.</summary>
/// <typeparam name="T">The shape that the JSON has, for the interface's description.</typeparam>
internal sealed class JsonBytes<T>(CachedBytes value) : IResult, IEndpointMetadataProvider, IStatusCodeHttpResult
{
    private const string ContentType = "application/json; charset=utf-8";

    public int? StatusCode => StatusCodes.Status200OK;

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.ContentLength = value.Bytes.Length;
        response.Headers.ETag = value.ETag; // Computed once for as long as the value is kept.
        await response.Body.WriteAsync(value.Bytes, httpContext.RequestAborted);
    }
}
