using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace RoiApp.Api.Edge.Answers;

internal static class FieldSelectionRoutes
{
    /// <summary>The route answers a <typeparamref name="T"/>, or as much of it as <c>fields</c> names.</summary>
    public static RouteHandlerBuilder WithFields<T>(this RouteHandlerBuilder route) => route.With<T>(ofItems: false);

    /// <summary>The route answers a page of <typeparamref name="T"/>, or as much of each as <c>fields</c> names.</summary>
    public static RouteHandlerBuilder WithFieldsOfItems<T>(this RouteHandlerBuilder route) => route.With<T>(ofItems: true);

    private static RouteHandlerBuilder With<T>(this RouteHandlerBuilder route, bool ofItems) => route
        .AddEndpointFilter((invocation, next) =>
        {
            var http = invocation.HttpContext;
            if (http.Request.QueryString.HasValue && http.Request.Query[FieldSelection.Parameter] is [{ Length: > 0 } names])
            {
                var json = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
                http.Features.Set(FieldSelection.Parse(names, json.GetTypeInfo(typeof(T)), ofItems));
            }
            return next(invocation);
        })
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = FieldSelection.Parameter,
                In = ParameterLocation.Query,
                Description = $"Only these fields{(ofItems ? " of each item" : "")}, with commas between.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
            return Task.CompletedTask;
        });
}
