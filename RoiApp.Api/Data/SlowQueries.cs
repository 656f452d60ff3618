using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace RoiApp.Api.Data;

/// <summary>
/// Logs a command that took longer than it should: its text, which holds no values, and its time. The same text again is counted, and told once a minute.
/// </summary>
internal sealed partial class SlowQueries(DataMetrics metrics, TimeProvider time, IOptions<StorageOptions> options, ILogger<SlowQueries> logger) : DbCommandInterceptor
{
    private const int MaxTexts = 1000;

    private static readonly TimeSpan s_sayAgainAfter = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Seen> _seen = new(StringComparer.Ordinal);

    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result) => Note(command, eventData, result);

    public override ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Note(command, eventData, result));

    public override int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result) => Note(command, eventData, result);

    public override ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Note(command, eventData, result));

    public override object? ScalarExecuted(DbCommand command, CommandExecutedEventData eventData, object? result) => Note(command, eventData, result);

    public override ValueTask<object?> ScalarExecutedAsync(DbCommand command, CommandExecutedEventData eventData, object? result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Note(command, eventData, result));

    /// <summary>Tells of one execution, unless the text was told of within the last minute.</summary>
    public void Note(string text, TimeSpan took)
    {
        if (took < options.Value.SlowAfter)
        {
            return;
        }
        metrics.Slow();
        var now = time.GetUtcNow();
        if (_seen.Count >= MaxTexts)
        {
            _seen.Clear(); // Texts are few unless something makes them up; forgetting costs a line too many.
        }
        var seen = _seen.GetOrAdd(text, _ => new());
        int since;
        lock (seen)
        {
            if (now - seen.SaidAt < s_sayAgainAfter)
            {
                seen.Since++;
                return;
            }
            (since, seen.Since, seen.SaidAt) = (seen.Since, 0, now);
        }
        Log.Slow(logger, took.TotalMilliseconds, since, text);
    }

    private T Note<T>(DbCommand command, CommandExecutedEventData executed, T result)
    {
        Note(command.CommandText, executed.Duration);
        return result;
    }

    private sealed class Seen
    {
        public DateTimeOffset SaidAt { get; set; } = DateTimeOffset.MinValue;

        public int Since { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(1010, LogLevel.Warning, "A query took {ElapsedMs:F0} ms ({Since} more since it was last told): {Sql}")]
        public static partial void Slow(ILogger logger, double elapsedMs, int since, string sql);
    }
}
