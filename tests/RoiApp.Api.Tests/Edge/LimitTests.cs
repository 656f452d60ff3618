using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Tests.Hosting;
using Xunit;

namespace RoiApp.Api.Tests.Edge;

/// <summary>What a request may cost.</summary>
public sealed class LimitTests(SqliteApi api) : IClassFixture<SqliteApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_that_takes_too_long_is_given_up()
    {
        var stuck = new StuckReads();
        await using var server = await StartAsync(builder => builder.Services.AddSingleton<IInterceptor>(stuck), "--Edge:AnswerWithin=00:00:00.200");
        stuck.IsOn = true;
        var url = $"/api/workflows/{Guid.NewGuid()}/contacts/0"; // Of no cache: nobody else waits for it.
        using var answer = await server.Http.GetAsync(url, Ct);
        await answer.ProblemAsync(HttpStatusCode.GatewayTimeout, "/problems/answer-too-slow");
        Assert.True(answer.Headers.CacheControl!.NoStore);
        stuck.IsOn = false;
        using var again = await server.Http.GetAsync(url, Ct);
        await again.ProblemAsync(HttpStatusCode.NotFound, "/problems/contact-not-found");
    }

    [Fact]
    public async Task Streams_of_events_outlive_the_time_for_an_answer()
    {
        await using var server = await StartAsync(null, "--Edge:AnswerWithin=00:00:00.050", "--Progress:HeartbeatEvery=00:00:00.200");
        using var stream = await server.Http.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead, Ct);
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync(Ct));
        for (var heartbeats = 0; heartbeats < 3;)
        {
            var line = await lines.ReadLineAsync(Ct);
            Assert.NotNull(line); // Ended with the time for an answer.
            heartbeats += line.StartsWith(':') ? 1 : 0;
        }
    }

    [Fact]
    public async Task Too_many_or_too_large_headers_and_bodies_are_refused_and_connections_past_the_limit_closed()
    {
        await using var server = await StartAsync(null, "--Listen:MaxHeaders=20", "--Listen:MaxHeaderBytes=4096", "--Listen:MaxConnections=8");
        Assert.StartsWith("HTTP/1.1 431 ", await SayAsync(server, string.Concat(Enumerable.Range(0, 25).Select(i => $"X-{i}: 1\r\n"))), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431 ", await SayAsync(server, $"X-Long: {new string('x', 5000)}\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 ", await SayAsync(server, "X-Short: x\r\n"), StringComparison.Ordinal);
        // Announced, and refused without waiting for it.
        Assert.StartsWith("HTTP/1.1 413 ", await SayAsync(server, "Content-Type: application/json\r\nContent-Length: 6000000\r\n", "POST /api/workflows/delete"), StringComparison.Ordinal);

        var open = new List<TcpClient>();
        try
        {
            // Nobody can tell when the server has taken notice of those that are gone: one too many ends up closed in any case.
            for (var i = 0; i < 9; i++)
            {
                var client = new TcpClient();
                open.Add(client);
                await client.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port, Ct);
            }
            var ends = open.Select(c => c.GetStream().ReadAsync(new byte[1], Ct).AsTask()).ToList();
            var first = await (await Task.WhenAny(ends).WaitAsync(TimeSpan.FromSeconds(60), Ct)).ContinueWith(t => t.IsFaulted || t.Result == 0, Ct, TaskContinuationOptions.None, TaskScheduler.Default);
            Assert.True(first);
        }
        finally
        {
            open.ForEach(c => c.Dispose());
        }
    }

    [Theory]
    [InlineData("--Listen:MaxConnections=0")]
    [InlineData("--Listen:HeadersWithin=soon")]
    [InlineData("--RateLimits:Local=-1")]
    [InlineData("--RateLimits:Sites:0=here")]
    [InlineData("--Edge:AnswerWithin=00:00:00")]
    public async Task A_setting_out_of_bounds_is_told_at_start(string setting)
    {
        var wrong = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(null, setting));
        Assert.Contains(setting[2..setting.IndexOf('=', StringComparison.Ordinal)].Split(':')[1], wrong.Message, StringComparison.Ordinal);
    }

    private async Task<RunningApi> StartAsync(Action<WebApplicationBuilder>? configure, params string[] settings) =>
        await RunningApi.StartAsync([.. await api.SettingsAsync(), .. settings], configure);

    private static async Task<string> SayAsync(RunningApi server, string headers, string request = "GET /alive")
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port, Ct);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{request} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n{headers}\r\n"), Ct);
        using var answer = new StreamReader(stream);
        return await answer.ReadLineAsync(Ct) ?? "";
    }

    /// <summary>A database that answers nobody, until whoever asks gives up.</summary>
    private sealed class StuckReads : DbCommandInterceptor
    {
        public bool IsOn { get; set; }

        public override async ValueTask<InterceptionResult<System.Data.Common.DbDataReader>> ReaderExecutingAsync(
            System.Data.Common.DbCommand command, CommandEventData eventData, InterceptionResult<System.Data.Common.DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (IsOn && command.CommandText.Contains("FROM \"contacts\"", StringComparison.Ordinal))
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            return result;
        }
    }
}
