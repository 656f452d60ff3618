using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RoiApp.Api.Tests.Hosting;
using Xunit;

namespace RoiApp.Api.Tests.Edge;

public sealed class JsonTests(SqliteApi api) : IClassFixture<SqliteApi>
{
    [Fact]
    public void Nothing_that_a_route_answers_is_written_by_reflection()
    {
        var json = api.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var answered = api.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()).Select(p => p.Type)
            .OfType<Type>().Where(t => t != typeof(void)).Append(typeof(Dictionary<string, string[]>)).Distinct().ToList();
        Assert.True(answered.Count > 10, string.Join(", ", answered));
        Assert.DoesNotContain(answered, type => json.GetTypeInfo(type).OriginatingResolver is DefaultJsonTypeInfoResolver or null);
    }
}
