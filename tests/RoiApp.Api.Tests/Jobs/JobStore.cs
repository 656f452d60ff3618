using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RoiApp.Api.Data;
using RoiApp.Api.Jobs;
using RoiApp.Api.Tests.Hosting;

namespace RoiApp.Api.Tests.Jobs;

/// <summary>A queue over a database that no dispatcher looks at.</summary>
internal sealed class JobStore : IAsyncDisposable
{
    public const string Kind = "test";

    private readonly LeaseHolder _me = new();
    private readonly FreshDatabase _database;
    private readonly Microsoft.AspNetCore.Builder.WebApplication _app;
    private readonly TimeProvider _time;

    private readonly RunningJobs _running = new();

    private JobStore(FreshDatabase database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        _app = Program.Build(database.Settings); // Built, never started: only its database is used.
    }

    public JobOptions Options { get; } = new();

    public IServiceProvider Services => _app.Services;

    public static async Task<JobStore> OpenAsync(ApiFixture api, TimeProvider time)
    {
        var store = new JobStore(await FreshDatabase.LikeAsync(api), time);
        await store._app.Services.GetRequiredService<DatabaseOpener>().OpenAsync(CancellationToken.None);
        return store;
    }

    public Task<Guid> AddAsync(Priority priority = Priority.Medium, TimeSpan length = default) => DoAsync(async (queue, db) =>
    {
        var job = queue.Add(db, Kind, Guid.CreateVersion7(), priority, length);
        await db.SaveChangesAsync();
        return job.SubjectId;
    });

    /// <summary>As a dispatcher does it: what has become due is admitted, then the first is taken.</summary>
    public Task<Lease?> ClaimAsync(LeaseHolder? by = null) => DoAsync(async (queue, db) =>
    {
        await queue.AdmitAsync(db, CancellationToken.None);
        return await queue.ClaimAsync(db, CancellationToken.None);
    }, by);

    /// <summary>Claims until there is nothing left; answers the subjects in order.</summary>
    public async Task<List<Guid>> ClaimAllAsync()
    {
        var claimed = new List<Guid>();
        while (await ClaimAsync() is { } lease)
        {
            claimed.Add(lease.SubjectId);
        }
        return claimed;
    }

    public Task<DateTimeOffset?> AdmitAsync() => DoAsync((queue, db) => queue.AdmitAsync(db, CancellationToken.None));

    public Task<int> RescueAsync() => DoAsync((queue, db) => queue.RescueAsync(db, CancellationToken.None));

    public async Task<T> DoAsync<T>(Func<JobQueue, RoiDb, Task<T>> act, LeaseHolder? by = null)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        return await act(new(by ?? _me, new(_running, _time, options), _time, options), scope.ServiceProvider.GetRequiredService<RoiDb>());
    }

    public Task DoAsync(Func<JobQueue, RoiDb, Task> act) => DoAsync(async (queue, db) =>
    {
        await act(queue, db);
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _database.DisposeAsync();
        _me.Dispose();
    }
}
