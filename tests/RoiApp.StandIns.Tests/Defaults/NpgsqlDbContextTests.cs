using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using RoiApp.StandIns.Tests.Defaults.Telemetry;
using RoiApp.Testing.Servers;
using Xunit;

namespace RoiApp.StandIns.Tests.Defaults;

public sealed class NpgsqlDbContextTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private const string SettingsSection = "Aspire:Npgsql:EntityFrameworkCore:PostgreSQL";

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_context_registered_by_connection_name_works_on_postgres()
    {
        using var host = await HostAsync(builder => builder.AddNpgsqlDbContext<NotesDb>("notes"));
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotesDb>();
        await db.Database.EnsureCreatedAsync(_ct);
        db.Notes.Add(new() { Text = "Ana asked for an offer." });
        await db.SaveChangesAsync(_ct);
        Assert.Equal(1, await db.Notes.CountAsync(note => note.Text.StartsWith("Ana"), _ct));
        Assert.True(db.Database.CreateExecutionStrategy().RetriesOnFailure);
    }

    [Fact]
    public async Task Settings_come_from_configuration_and_then_from_code()
    {
        using var host = await HostAsync(
            builder => builder.AddNpgsqlDbContext<NotesDb>("notes", settings => settings.DisableRetry = true, options => options.EnableSensitiveDataLogging()),
            ($"{SettingsSection}:CommandTimeout", "7"));
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotesDb>();
        Assert.Equal(7, db.Database.GetCommandTimeout());
        Assert.False(db.Database.CreateExecutionStrategy().RetriesOnFailure);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Entries[nameof(NotesDb)].Status);
    }

    [Fact]
    public async Task An_enriched_context_keeps_its_registration_and_gains_the_rest()
    {
        var connectionString = await postgres.CreateDatabaseAsync(_ct);
        using var host = await HostAsync(builder =>
        {
            builder.Services.AddDbContext<NotesDb>(options => options.UseNpgsql(connectionString));
            builder.EnrichNpgsqlDbContext<NotesDb>(settings => settings.CommandTimeout = 9);
        });
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotesDb>();
        Assert.True(await db.Database.CanConnectAsync(_ct));
        Assert.Equal(9, db.Database.GetCommandTimeout());
        Assert.True(db.Database.CreateExecutionStrategy().RetriesOnFailure);
        Assert.Contains(nameof(NotesDb), (await CheckAsync(host)).Entries.Keys);
    }

    [Fact]
    public async Task A_database_that_is_away_is_unhealthy_and_lets_the_host_start()
    {
        using var host = await HostAsync(
            builder => builder.AddNpgsqlDbContext<NotesDb>("notes", settings => settings.DisableRetry = true),
            ("ConnectionStrings:notes", $"Host=127.0.0.1;Port={FreePort.Next()};Username=postgres"));
        await host.StartAsync(_ct);
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(host)).Status);
        await host.StopAsync(_ct);
    }

    [Fact]
    public async Task Without_a_connection_string_the_first_use_says_where_it_belongs()
    {
        using var host = await HostAsync(builder => builder.AddNpgsqlDbContext<NotesDb>("elsewhere"));
        await using var scope = host.Services.CreateAsyncScope();
        var error = Assert.Throws<InvalidOperationException>(scope.ServiceProvider.GetRequiredService<NotesDb>);
        Assert.Contains("ConnectionStrings:elsewhere", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queries_are_traced_and_measured()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using (var host = await HostAsync(
            builder =>
            {
                builder.AddServiceDefaults();
                builder.AddNpgsqlDbContext<NotesDb>("notes");
            },
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.EndpointFor("grpc")),
            ("OTEL_SERVICE_NAME", "notes")))
        {
            await host.StartAsync(_ct);
            await using (var scope = host.Services.CreateAsyncScope())
            {
                await scope.ServiceProvider.GetRequiredService<NotesDb>().Database.ExecuteSqlRawAsync("SELECT 'traced'", _ct);
            }

            await host.StopAsync(_ct);
        }

        Assert.Contains(receiver.Spans, span => span.Source == "Npgsql" && span.Attributes.GetValueOrDefault("db.query.text") == "SELECT 'traced'");
        Assert.Contains(receiver.Metrics, metric => metric is { Meter: "Npgsql", Name: "db.client.operation.duration" });
    }

    private async Task<IHost> HostAsync(Action<HostApplicationBuilder> configure, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:notes"] = await postgres.CreateDatabaseAsync(_ct);
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.Services.AddMetrics();
        configure(builder);
        return builder.Build();
    }

    private Task<HealthReport> CheckAsync(IHost host) => host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(_ct);
}

internal sealed class NotesDb(DbContextOptions<NotesDb> options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();
}

internal sealed class Note
{
    public int Id { get; init; }

    public required string Text { get; init; }
}
