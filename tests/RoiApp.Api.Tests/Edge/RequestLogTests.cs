using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RoiApp.Api.Tests.Hosting;
using Xunit;

namespace RoiApp.Api.Tests.Edge;

/// <summary>One line a request, and nobody's words in it.</summary>
public sealed class RequestLogTests(SqliteApi api) : IClassFixture<SqliteApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_request_has_one_line_that_names_nobody()
    {
        var log = new Lines();
        await using var server = await RunningApi.StartAsync([.. await api.SettingsAsync(), "--Logging:LogLevel:RoiApp.Api.Edge=Debug"], builder => builder.Services.AddSingleton<ILoggerProvider>(log));
        var workflow = await server.Http.SubmitAsync(Content.Text("hola"), "ana-garcía.txt", ("name", "Ana García"));
        using var found = await server.Http.GetAsync($"/api/workflows/{workflow.Id}?fields=id,status", Ct);
        using var known = await server.Http.SendAsync(new(HttpMethod.Head, $"/api/workflows/{workflow.Id}?fields=id") { Headers = { IfNoneMatch = { System.Net.Http.Headers.EntityTagHeaderValue.Any } } }, Ct);
        using var searched = await server.Http.GetAsync("/api/search?q=Ana+Garc%C3%ADa", Ct);
        using var nothing = await server.Http.GetAsync("/api/people/Ana", Ct);
        using var missing = await server.Http.GetAsync($"/api/workflows/{Guid.NewGuid()}/results", Ct);
        using var health = await server.Http.GetAsync("/alive", Ct);
        await log.WaitAsync(7);

        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        var bytes = (await found.Content.ReadAsByteArrayAsync(Ct)).Length;
        string[] beginnings =
        [
            "Information POST /api/workflows/ 201 in ", "Information GET /api/workflows/{id:guid}/ 200 in ", "Information HEAD /api/workflows/{id:guid}/ 304 in ", "Information GET /api/search 200 in ",
            "Information GET (no route) 404 in ", "Information GET /api/workflows/{id:guid}/results 404 in ", "Debug GET /alive 200 in ",
        ];
        Assert.Equal(beginnings.Order(), log.All.Select(l => l[..(l.IndexOf(" in ", StringComparison.Ordinal) + 4)]).Order());
        Assert.Contains(log.All, l => l.Contains($"{{id:guid}}/ 200 in ", StringComparison.Ordinal) && l.Contains($" ms, {bytes} bytes, cache ", StringComparison.Ordinal));
        Assert.Contains(log.All, l => l.Contains("304", StringComparison.Ordinal) && l.Contains("known, trace ", StringComparison.Ordinal));
        Assert.All(log.All, l => Assert.Matches("trace [0-9A-Za-z:-]{10,}$", l));
        Assert.All(log.All, l => Assert.False(l.Contains("Ana", StringComparison.OrdinalIgnoreCase) || l.Contains('?', StringComparison.Ordinal)));
    }

    /// <summary>What the request log says; nothing of others.</summary>
    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();
        private readonly SemaphoreSlim _said = new(0);

        public IReadOnlyCollection<string> All => _lines;

        public ILogger CreateLogger(string categoryName) => categoryName == "RoiApp.Api.Edge.RequestLog" ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        // The line is written once the answer is out: the client may be first.
        public async Task WaitAsync(int lines)
        {
            for (var i = 0; i < lines; i++)
            {
                Assert.True(await _said.WaitAsync(TimeSpan.FromSeconds(60), Ct), $"{i} lines:\n{string.Join('\n', _lines)}");
            }
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            _lines.Enqueue($"{logLevel} {formatter(state, exception)}");
            _said.Release();
        }

        public void Dispose() => _said.Dispose();
    }
}
