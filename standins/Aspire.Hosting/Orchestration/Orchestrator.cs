using System.Collections.Concurrent;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Starts each resource once those it waits for are ready, tells people what becomes of it, and stops them in the opposite order.
/// Nothing is restarted: who exits before being ready ends the application with a failure, who exits later is reported.
/// </summary>
internal sealed class Orchestrator(
    DistributedApplicationModel model,
    EndpointAllocator endpoints,
    ResourceLauncher launcher,
    IDistributedApplicationEventing eventing,
    IServiceProvider services,
    IConfiguration configuration,
    IHostApplicationLifetime lifetime,
    AppHostConsole console,
    TimeProvider time) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan s_firstPoll = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan s_lastPoll = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<ResourceRun, Lazy<Task>> _stops = [];
    private readonly TimeSpan _readyTimeout = TimeSpan.FromSeconds(configuration.GetValue("AppHost:ReadyTimeoutSeconds", 120));
    private ResourceGraph _graph = ResourceGraph.Empty;
    private Task _starting = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var server in model.Resources.SelectMany(resource => resource.Annotations.OfType<LocalServer>()))
        {
            server.Locate();
        }

        var graph = ResourceGraph.Of(model);
        await endpoints.AllocateAsync(model, cancellationToken);
        _graph = graph;
        _starting = Task.WhenAll(_graph.Runs.Select(run => Task.Run(() => StartAsync(run, _stopping.Token), CancellationToken.None)));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _starting;
        await Task.WhenAll(_graph.Runs.Select(StopOnceAsync));
    }

    /// <summary>Whoever disposes without stopping must not leave processes behind either.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _stopping.Dispose();
    }

    private async Task StartAsync(ResourceRun run, CancellationToken ct)
    {
        try
        {
            await _graph.NeedsReadyAsync(run).WaitAsync(ct);
            await eventing.PublishAsync(new BeforeResourceStartedEvent(run.Resource, services), ct);
            foreach (var spec in await launcher.PrepareAsync(run.Resource, ct))
            {
                ct.ThrowIfCancellationRequested();
                var process = SupervisedProcess.Start(spec, line => console.Write(spec.Name, line));
                run.Add(process);
                _ = WatchAsync(run, spec, process);
            }

            await UntilReadyAsync(run, ct);
            await launcher.CompleteAsync(run.Resource, ct);
            // Told first: whoever waits for it starts only after the handlers are done.
            await eventing.PublishAsync(new ResourceReadyEvent(run.Resource, services), ct);
            run.BecomeReady();
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            run.Fail("the application is stopping");
        }
        catch (ResourceFailedException)
        {
            run.Fail("what it waits for has failed"); // Told where it happened.
        }
        catch (TimeoutException e)
        {
            Fail(run, e.Message);
        }
        catch (Exception e)
        {
            Fail(run, $"{run.Resource.Name} cannot start: {e.Message}");
        }
    }

    private async Task UntilReadyAsync(ResourceRun run, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        var pause = s_firstPoll;
        while (await launcher.ProblemAsync(run.Resource, ct) is { } problem)
        {
            if (run.Ready.IsFaulted)
            {
                await run.Ready; // It has exited meanwhile.
            }

            if (time.GetElapsedTime(start) > _readyTimeout)
            {
                throw new TimeoutException(
                    $"{run.Resource.Name} is not ready after {_readyTimeout.TotalSeconds:0} s: {problem}. A slow machine can be given longer with AppHost__ReadyTimeoutSeconds.");
            }

            await Task.Delay(pause, time, ct);
            pause = pause * 1.5 < s_lastPoll ? pause * 1.5 : s_lastPoll;
        }

        if (run.Ready.IsFaulted)
        {
            await run.Ready;
        }
    }

    private async Task WatchAsync(ResourceRun run, ProcessSpec spec, SupervisedProcess process)
    {
        var exitCode = await process.Exited;
        run.Ended();
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        var words = ResourceLauncher.Describe(spec, exitCode);
        if (!run.Ready.IsCompletedSuccessfully)
        {
            Fail(run, ResourceLauncher.Explain(run.Resource, exitCode) is { } reason
                ? $"{run.Resource.Name} cannot start: {reason}."
                : $"{words}, before it was ready.");
            return;
        }

        console.Say($"{words}. It is not restarted.");
        foreach (var dependent in _graph.Dependents(run).Where(dependent => dependent.Alive > 0 && run.Alive == 0))
        {
            console.Say($"{dependent.Resource.Name} goes on without {run.Resource.Name}, which it relies on.");
        }

        if (_graph.Runs.All(other => other.Alive == 0))
        {
            console.Say("Nothing is left running.");
            Abandon();
        }
    }

    private void Fail(ResourceRun run, string words)
    {
        if (run.Ready.IsCompleted)
        {
            return; // One failure is told once, however many replicas share it.
        }

        run.Fail(words);
        console.Say(words);
        foreach (var dependent in _graph.AllDependents(run).Where(dependent => !dependent.Started && dependent.Root == dependent.Resource))
        {
            console.Say($"{dependent.Resource.Name} is not started: it waits for {run.Resource.Name}.");
        }

        Abandon();
    }

    private void Abandon()
    {
        console.Failed = true;
        lifetime.StopApplication();
    }

    private Task StopOnceAsync(ResourceRun run) => _stops.GetOrAdd(run, static (key, self) => new Lazy<Task>(() => self.StopAsync(key)), this).Value;

    private async Task StopAsync(ResourceRun run)
    {
        await Task.WhenAll(_graph.Dependents(run).Select(StopOnceAsync));
        await run.StopAsync();
    }
}
