using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace RoiApp.StandIns.Tests.Defaults;

public sealed class ServiceDiscoveryTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_addresses_of_an_endpoint_take_turns()
    {
        await using var first = await LoopbackServer.NamedAsync("first");
        await using var second = await LoopbackServer.NamedAsync("second");
        await using var services = Services(("services:processing:grpc:0", $"{first.Address}"), ("services:processing:grpc:1", $"{second.Address}"));
        var client = Client(services);
        var answers = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            answers.Add(await client.GetStringAsync("http://_grpc.processing/", _ct));
        }

        Assert.Equal(["first", "second"], answers.Take(2).Order());
        Assert.Equal(answers.Take(2), answers.Skip(2));
    }

    [Fact]
    public async Task Without_an_endpoint_name_the_scheme_names_it()
    {
        await using var server = await LoopbackServer.NamedAsync("api");
        await using var services = Services(("services:api:http:0", $"{server.Address}"));
        Assert.Equal("api", await Client(services).GetStringAsync("http://api/", _ct));
    }

    [Fact]
    public async Task Of_two_schemes_asked_for_the_first_that_is_configured_is_used()
    {
        await using var server = await LoopbackServer.NamedAsync("api");
        await using var services = Services(("services:api:http:0", $"{server.Address}"));
        Assert.Equal("api", await Client(services).GetStringAsync("https+http://api/", _ct));
    }

    [Fact]
    public async Task A_single_value_without_a_scheme_is_an_address_too_and_path_and_query_stay()
    {
        await using var server = await LoopbackServer.StartAsync(context =>
            context.Response.WriteAsync($"{context.Request.Path}{context.Request.QueryString}"));
        await using var services = Services(("services:api:default", server.Address.Authority));
        Assert.Equal("/a/b?c=d", await Client(services).GetStringAsync("http://api/a/b?c=d", _ct));
    }

    [Fact]
    public async Task A_name_that_configuration_does_not_know_passes_through()
    {
        await using var server = await LoopbackServer.NamedAsync("direct");
        await using var services = Services();
        Assert.Equal("direct", await Client(services).GetStringAsync(server.Address, _ct));
        Assert.Equal("direct", await Client(services).GetStringAsync($"http+https://_web.{server.Address.Authority}/", _ct));
    }

    [Fact]
    public async Task A_change_of_configuration_counts_from_the_next_request_on()
    {
        await using var before = await LoopbackServer.NamedAsync("before");
        await using var after = await LoopbackServer.NamedAsync("after");
        await using var services = Services(("services:api:http:0", $"{before.Address}"));
        var client = Client(services);
        Assert.Equal("before", await client.GetStringAsync("http://api/", _ct));

        var configuration = (IConfigurationRoot)services.GetRequiredService<IConfiguration>();
        configuration["services:api:http:0"] = $"{after.Address}";
        configuration.Reload();

        Assert.Equal("after", await client.GetStringAsync("http://api/", _ct));
    }

    [Fact]
    public async Task A_value_that_is_no_address_is_named_in_the_error()
    {
        await using var services = Services(("services:api:http:0", "http://:::"));
        var error = await Assert.ThrowsAsync<KeyNotFoundException>(() => Client(services).GetStringAsync("http://api/", _ct));
        Assert.Contains("api", error.Message, StringComparison.Ordinal);
    }

    private static HttpClient Client(ServiceProvider services) => services.GetRequiredService<IHttpClientFactory>().CreateClient();

    private static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)))
            .Build();
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddServiceDiscovery()
            .ConfigureHttpClientDefaults(http => http.AddServiceDiscovery())
            .AddHttpClient()
            .BuildServiceProvider();
    }
}
