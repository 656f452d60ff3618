using System.Collections.Frozen;
using System.Diagnostics;

namespace OpenTelemetry.Instrumentation.AspNetCore;

/// <summary>Hands the events of every diagnostic listener of one name, present and future, to a handler until disposed.</summary>
/// <remarks>Events arrive on the threads of the requests they tell of, many at a time.</remarks>
internal sealed class DiagnosticEvents : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly string _listenerName;
    private readonly FrozenSet<string> _eventNames;
    private readonly Action<string, object?> _handle;
    private readonly Lock _gate = new();
    private readonly List<IDisposable> _subscriptions = [];
    private bool _disposed;

    /// <param name="listenerName">The name that the listeners have.</param>
    /// <param name="eventNames">Events named otherwise are not even raised.</param>
    /// <param name="handle">Gets an event's name and payload. Must not throw.</param>
    public DiagnosticEvents(string listenerName, string[] eventNames, Action<string, object?> handle)
    {
        (_listenerName, _eventNames, _handle) = (listenerName, eventNames.ToFrozenSet(), handle);
        Keep(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == _listenerName)
        {
            Keep(value.Subscribe(this, _eventNames.Contains));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value) => _handle(value.Key, value.Value);

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _subscriptions.ForEach(subscription => subscription.Dispose());
            _subscriptions.Clear();
        }
    }

    private void Keep(IDisposable subscription)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                subscription.Dispose();
                return;
            }

            _subscriptions.Add(subscription);
        }
    }
}
