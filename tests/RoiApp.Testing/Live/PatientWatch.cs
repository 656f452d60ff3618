namespace RoiApp.Testing.Live;

/// <summary>Watches a workflow to its end, however often the connection is lost, and keeps what it heard.</summary>
public sealed class PatientWatch(ILiveClient client, Guid workflowId)
{
    private static readonly TimeSpan s_comeBackAfter = TimeSpan.FromMilliseconds(20);

    private readonly List<Heard> _states = [];
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lost;
    private int _passed;

    /// <summary>Ends with the first event heard.</summary>
    public Task Open => _open.Task;

    /// <summary>Seq of the last state event heard.</summary>
    public long LastSeq
    {
        get
        {
            lock (_states)
            {
                return _states.Count == 0 ? 0 : _states[^1].Seq;
            }
        }
    }

    /// <summary>How often the connection was lost before the end.</summary>
    public int Lost => _lost;

    /// <summary>Progress and partial texts heard.</summary>
    public int Passed => _passed;

    /// <summary>The state events heard so far, in the order in which they came.</summary>
    public IReadOnlyList<Heard> States
    {
        get
        {
            lock (_states)
            {
                return [.. _states];
            }
        }
    }

    /// <summary>Runs until the workflow's last event.</summary>
    /// <param name="heard">Is given every event, passing ones as well; may be null.</param>
    public async Task RunAsync(Action<Heard>? heard, CancellationToken ct)
    {
        while (!await TryAsync(heard, ct))
        {
            Interlocked.Increment(ref _lost);
            await Task.Delay(s_comeBackAfter, ct);
        }
    }

    private async Task<bool> TryAsync(Action<Heard>? heard, CancellationToken ct)
    {
        try
        {
            await foreach (var e in client.WatchAsync(workflowId, LastSeq, ct))
            {
                if (e.IsState)
                {
                    lock (_states)
                    {
                        _states.Add(e);
                    }
                }
                else
                {
                    Interlocked.Increment(ref _passed);
                }
                heard?.Invoke(e);
                _open.TrySetResult();
            }
            return true;
        }
        catch (ConnectionLostException)
        {
            return false;
        }
    }
}
