using RoiApp.EndToEnd.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(EmbeddedRoiApp))]
[assembly: AssemblyFixture(typeof(ServersRoiApp))]

namespace RoiApp.EndToEnd.Tests;

/// <summary>RoiApp on SQLite and memory, shared by the tests that leave it running.</summary>
public sealed class EmbeddedRoiApp : IAsyncLifetime
{
    internal RunningRoiApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await RunningRoiApp.StartAsync("Embedded", CancellationToken.None);

    public ValueTask DisposeAsync() => App?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>RoiApp on PostgreSQL and Redis, shared by the tests that leave it running.</summary>
public sealed class ServersRoiApp : IAsyncLifetime
{
    internal RunningRoiApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await RunningRoiApp.StartAsync("Servers", CancellationToken.None);

    public ValueTask DisposeAsync() => App?.DisposeAsync() ?? ValueTask.CompletedTask;
}
