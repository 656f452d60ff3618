using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RoiApp.StandIns.Tests.Caching;

/// <summary>Keeps the event ids of what a cache warned of.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<int> _ids = new();

    public int[] Ids => [.. _ids];

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _ids.Enqueue(eventId.Id);
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
    }
}
