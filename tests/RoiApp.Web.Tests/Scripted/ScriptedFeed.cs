using System.Globalization;
using System.Runtime.CompilerServices;
using RoiApp.Contracts.Rest;

namespace RoiApp.Web.Tests.Scripted;

/// <summary>What happens to all workflows, in one line of positions, as <c>GET /api/events</c> tells it.</summary>
internal sealed class ScriptedFeed
{
    private readonly Lock _gate = new();
    private readonly List<EventResource> _events = [];
    private TaskCompletionSource _more = New();
    private TaskCompletionSource _broken = New();

    /// <summary>How often the line was opened, and with which Last-Event-ID.</summary>
    public List<string?> Watches { get; } = [];

    public void Say(EventResource happened)
    {
        lock (_gate)
        {
            _events.Add(happened);
            _more.SetResult();
            _more = New();
        }
    }

    /// <summary>Breaks every line, as a restarted server does.</summary>
    public void Break()
    {
        lock (_gate)
        {
            _broken.SetException(new IOException("The line was broken."));
            _broken = New();
        }
    }

    /// <summary>What happens after a position, or from this call on, each with its own.</summary>
    public IAsyncEnumerable<(int Position, EventResource Event)> Open(int? after, CancellationToken ct)
    {
        lock (_gate)
        {
            Watches.Add(after?.ToString(CultureInfo.InvariantCulture));
            return ReadAsync(after ?? _events.Count, _broken.Task, ct);
        }
    }

    private async IAsyncEnumerable<(int Position, EventResource Event)> ReadAsync(int next, Task broken, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            EventResource[] news;
            Task more;
            lock (_gate)
            {
                news = [.. _events.Skip(next)];
                more = _more.Task;
            }

            foreach (var happened in news)
            {
                yield return (++next, happened);
            }

            await await Task.WhenAny(more, broken).WaitAsync(ct);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
