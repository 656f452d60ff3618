using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Xunit;

namespace RoiApp.Web.Tests.Forwarding;

/// <summary>The way from the browser to Api, against a real upstream.</summary>
public sealed class ApiForwarderTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_arrives_piece_by_piece_as_it_is_written()
    {
        var second = new TaskCompletionSource();
        await using var site = await ForwarderFixture.StartAsync(upstream => upstream.MapGet("/api/events", async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: one\n\n");
            await second.Task;
            await context.Response.WriteAsync("data: two\n\n");
        }));

        using var response = await site.Client.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead, Ct);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));
        Assert.Equal("data: one", await lines.ReadLineAsync(Ct));
        second.SetResult();
        Assert.Equal("", await lines.ReadLineAsync(Ct));
        Assert.Equal("data: two", await lines.ReadLineAsync(Ct));
    }

    [Fact]
    public async Task An_upload_reaches_the_upstream_before_it_is_complete()
    {
        var firstBytes = new TaskCompletionSource<int>();
        await using var site = await ForwarderFixture.StartAsync(upstream => upstream.MapPost("/api/workflows", async context =>
        {
            var buffer = new byte[1024];
            firstBytes.SetResult(await context.Request.Body.ReadAsync(buffer));
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.StatusCode = StatusCodes.Status201Created;
        }));

        var rest = new TaskCompletionSource();
        using var body = new PushedContent(async stream =>
        {
            await stream.WriteAsync("first"u8.ToArray());
            await stream.FlushAsync();
            await rest.Task;
            await stream.WriteAsync("rest"u8.ToArray());
        });
        var answer = site.Client.PostAsync("/api/workflows", body, Ct);

        Assert.Equal(5, await firstBytes.Task.WaitAsync(s_deadline, Ct));
        Assert.False(answer.IsCompleted);
        rest.SetResult();
        Assert.Equal(HttpStatusCode.Created, (await answer).StatusCode);
    }

    [Fact]
    public async Task A_body_larger_than_this_servers_own_limit_goes_through()
    {
        const int bytes = 8_000_000;
        await using var site = await ForwarderFixture.StartAsync(upstream => upstream.MapPost("/api/workflows", async context =>
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
            using var sink = new CountingStream();
            await context.Request.Body.CopyToAsync(sink);
            await context.Response.WriteAsync($"{sink.Bytes} of {context.Request.ContentLength}");
        }));

        using var response = await site.Client.PostAsync("/api/workflows", new ByteArrayContent(new byte[bytes]), Ct);

        Assert.Equal($"{bytes} of {bytes}", await response.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_the_request_to_the_upstream()
    {
        var arrived = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        await using var site = await ForwarderFixture.StartAsync(upstream => upstream.MapGet("/api/slow", async context =>
        {
            context.RequestAborted.Register(() => ended.TrySetResult());
            arrived.SetResult();
            await ended.Task;
        }));

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var asking = site.Client.GetAsync("/api/slow", patience.Token);
        await arrived.Task.WaitAsync(s_deadline, Ct);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await ended.Task.WaitAsync(s_deadline, Ct);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_half_way_does_not_look_whole()
    {
        await using var site = await ForwarderFixture.StartAsync(upstream => upstream.MapGet("/api/broken", async context =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            context.Abort();
        }));

        await Assert.ThrowsAsync<HttpRequestException>(() => site.Client.GetStringAsync("/api/broken", Ct));
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Origin", "null")]
    public async Task A_change_that_another_site_asks_for_is_refused_and_never_sent(string header, string value)
    {
        var isReached = false;
        await using var site = await ForwarderFixture.StartAsync(upstream => upstream.MapPost("/api/workflows", () => { isReached = true; }));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/workflows") { Content = new StringContent("x") };
        request.Headers.Add(header, value);

        using var response = await site.Client.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("/problems/cross-site", (await response.Content.ReadFromJsonAsync<ProblemDetails>(Ct))!.Type);
        Assert.False(isReached);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("X-Nothing", "said")]
    public async Task A_change_from_this_site_or_a_program_goes_through(string header, string value)
    {
        await using var site = await ForwarderFixture.StartAsync(upstream => upstream.MapPost("/api/workflows", () => "done"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/workflows") { Content = new StringContent("x") };
        request.Headers.Add(header, value);

        using var response = await site.Client.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Cookies_and_credentials_stay_here_and_ranges_go_on()
    {
        await using var site = await ForwarderFixture.StartAsync(upstream => upstream.MapGet("/api/audio", (HttpRequest request, HttpResponse response) =>
        {
            response.Headers.SetCookie = "upstream=1";
            return Results.Text(string.Join('\n', request.Headers.Where(header => header.Key is "Cookie" or "Authorization" or "Range").Select(header => $"{header.Key}: {header.Value}")), statusCode: 206);
        }));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/audio");
        request.Headers.Add("Cookie", "session=secret");
        request.Headers.Add("Authorization", "Bearer secret");
        request.Headers.Add("Range", "bytes=10-19");

        using var response = await site.Client.SendAsync(request, Ct);

        Assert.Equal("Range: bytes=10-19", await response.Content.ReadAsStringAsync(Ct));
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Paths_and_queries_arrive_as_they_were_sent()
    {
        await using var site = await ForwarderFixture.StartAsync(upstream => upstream.MapGet("/api/{**rest}", (HttpContext context) =>
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget));

        Assert.Equal("/api/workflows/a%20b/export?format=csv&q=%C3%A9%26", await site.Client.GetStringAsync("/api/workflows/a%20b/export?format=csv&q=%C3%A9%26", Ct));
    }

    [Fact]
    public async Task Redirections_and_addresses_on_the_upstream_become_addresses_here()
    {
        await using var site = await ForwarderFixture.StartAsync(upstream => upstream.MapPost("/api/uploads", (HttpRequest request) =>
            Results.Created($"http://{request.Host}/api/uploads/7", null)));

        using var response = await site.Client.PostAsync("/api/uploads", new StringContent("x"), Ct);

        Assert.Equal("/api/uploads/7", response.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_method_that_the_api_does_not_know_stops_here()
    {
        await using var site = await ForwarderFixture.StartAsync(upstream => upstream.Map("/api/workflows", () => "reached"));

        using var response = await site.Client.PutAsync("/api/workflows", new StringContent("x"), Ct);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task An_upstream_that_is_away_is_said_in_plain_words()
    {
        await using var site = await ForwarderFixture.StartAsync(_ => { });
        await site.StopUpstreamAsync();

        using var response = await site.Client.GetAsync("/api/workflows", Ct);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<ProblemDetails>(Ct);
        Assert.Equal("/problems/service-unreachable", problem!.Type);
        Assert.Contains("./roi up", problem.Detail, StringComparison.Ordinal);
    }

    private sealed class PushedContent(Func<Stream, Task> write) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class CountingStream : MemoryStream
    {
        public long Bytes { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Bytes += buffer.Length;
            return ValueTask.CompletedTask;
        }
    }
}
