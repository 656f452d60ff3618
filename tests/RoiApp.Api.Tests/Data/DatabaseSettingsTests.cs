using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RoiApp.Api.Data;
using RoiApp.Api.Tests.Hosting;
using Xunit;

namespace RoiApp.Api.Tests.Data;

public sealed class DatabaseSettingsTests(SqliteApi sqlite, PostgresApi postgres) : IClassFixture<SqliteApi>, IClassFixture<PostgresApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_slow_query_is_logged_with_its_time_and_text_and_without_its_values()
    {
        foreach (var api in new ApiFixture[] { sqlite, postgres })
        {
            var lines = new Lines();
            await using var app = Program.Build(
                [.. await api.SettingsAsync(), "--Logging:LogLevel:RoiApp=Warning", "--Storage:SlowAfter=00:00:00.001"],
                builder => builder.Logging.AddProvider(lines));
            await using var scope = app.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
            // Nothing in them that a planner may see not to be needed.
            var slow = db is PostgresRoiDb
                ? "SELECT 'secret' || {0} FROM pg_sleep(0.01)"
                : "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 300000) SELECT 'secret' || {0} || max(n) FROM n";
            for (var i = 0; i < 3; i++)
            {
                await db.Database.ExecuteSqlRawAsync(slow, ["Ana García"], Ct);
            }
            var line = Assert.Single(lines.Written, l => l.Contains("'secret'", StringComparison.Ordinal)); // The next two within a minute are only counted.
            Assert.Matches("^A query took [0-9]+ ms", line);
            Assert.DoesNotContain("Ana", line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_same_text_is_told_once_a_minute_with_how_often_it_was_slow()
    {
        var (lines, time) = (new Lines(), new ManualTime());
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var loggers = LoggerFactory.Create(l => l.AddProvider(lines));
        var queries = new SlowQueries(
            new(services.GetRequiredService<IMeterFactory>()), time, Options.Create(new StorageOptions()), loggers.CreateLogger<SlowQueries>());
        queries.Note("SELECT 1", TimeSpan.FromMilliseconds(99));
        Assert.Empty(lines.Written);
        for (var i = 0; i < 5; i++)
        {
            queries.Note("SELECT 1", TimeSpan.FromMilliseconds(100));
        }
        queries.Note("SELECT 2", TimeSpan.FromMilliseconds(250));
        time.Advance(TimeSpan.FromMinutes(1));
        queries.Note("SELECT 1", TimeSpan.FromMilliseconds(130));
        Assert.Equal(
            [
                "A query took 100 ms (0 more since it was last told): SELECT 1",
                "A query took 250 ms (0 more since it was last told): SELECT 2",
                "A query took 130 ms (4 more since it was last told): SELECT 1",
            ],
            lines.Written);
    }

    [Theory]
    [InlineData("--Storage:PoolMax=1")]
    [InlineData("--Storage:PoolMax=501")]
    [InlineData("--Storage:PoolMin=41")]
    [InlineData("--Storage:CommandWithin=00:00:00.5")]
    public async Task A_limit_out_of_bounds_stops_the_start(string setting)
    {
        await using var app = Program.Build([.. await sqlite.SettingsAsync(), setting]);
        var name = setting.Split(':', 2)[1].Split('=')[0];
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(Ct));
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pool_has_the_limits_of_the_settings_unless_the_connection_string_has_its_own()
    {
        var given = (await postgres.ConnectionStringAsync())!;
        await using var app = Program.Build([.. await postgres.SettingsAsync(), "--Storage:PoolMax=7", "--Storage:CommandWithin=00:00:12"]);
        await using var scope = app.Services.CreateAsyncScope();
        var used = new Npgsql.NpgsqlConnectionStringBuilder(scope.ServiceProvider.GetRequiredService<RoiDb>().Database.GetConnectionString());
        Assert.Equal((7, 12), (used.MaxPoolSize, used.CommandTimeout));
        var own = new Npgsql.NpgsqlConnectionStringBuilder(ConnectionStrings.Postgres($"{given};Maximum Pool Size=9", new() { PoolMax = 7 }));
        Assert.Equal((9, "127.0.0.1"), (own.MaxPoolSize, own.Host));
    }

    [Fact]
    public async Task The_pool_and_the_wait_for_a_turn_are_measured()
    {
        var seen = new HashSet<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name is "Npgsql" or "RoiApp.Api")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        void Saw(Instrument instrument)
        {
            lock (seen)
            {
                seen.Add(instrument.Name);
            }
        }
        listener.SetMeasurementEventCallback<double>((i, _, _, _) => Saw(i));
        listener.SetMeasurementEventCallback<int>((i, _, _, _) => Saw(i));
        listener.SetMeasurementEventCallback<long>((i, _, _, _) => Saw(i));
        listener.Start();
        await sqlite.Http.SubmitAsync(Content.Text("hola"), Content.NewName());
        await postgres.Http.SubmitAsync(Content.Text("hola"), Content.NewName());
        listener.RecordObservableInstruments();
        Assert.Superset(new HashSet<string> { "roiapp.data.write_turn.wait", "db.client.connection.count", "db.client.connection.max", "roiapp.jobs.depth" }, seen);
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly Lock _gate = new();

        public List<string> Written { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_gate)
            {
                Written.Add(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
