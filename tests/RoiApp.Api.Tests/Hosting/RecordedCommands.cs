using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace RoiApp.Api.Tests.Hosting;

/// <summary>
/// Writes down the commands that an Api sends to its database while somebody listens: a test in its own flow of control, or a request, each apart
/// from what goes on in the background.
/// </summary>
internal sealed class RecordedCommands : DbCommandInterceptor, IStartupFilter
{
    /// <summary>Requests with this header are recorded under its value.</summary>
    public const string Header = "X-Recorded-As";

    private readonly AsyncLocal<ConcurrentQueue<RecordedCommand>?> _current = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<RecordedCommand>> _byRequest = new(StringComparer.Ordinal);

    public void AddTo(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IInterceptor>(this);
        builder.Services.AddSingleton<IStartupFilter>(this);
    }

    /// <summary>The commands sent by what <paramref name="act"/> does.</summary>
    public async Task<IReadOnlyList<RecordedCommand>> DuringAsync(Func<Task> act)
    {
        var recorded = _current.Value = new();
        await act();
        _current.Value = null;
        return [.. recorded];
    }

    /// <summary>The commands sent by the request of this name.</summary>
    public IReadOnlyList<RecordedCommand> Of(string request) => _byRequest.TryGetValue(request, out var recorded) ? [.. recorded] : [];

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (http, inner) =>
        {
            if (http.Request.Headers[Header] is [{ } name])
            {
                _current.Value = _byRequest.GetOrAdd(name, _ => new());
            }
            await inner();
        });
        next(app);
    };

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Note(command);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Note(command);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Note(command);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        Note(command);
        return ValueTask.FromResult(result);
    }

    private void Note(DbCommand command) =>
        _current.Value?.Enqueue(new(command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(Copy)]));

    private static DbParameter Copy(DbParameter given) => given is ICloneable cloneable ? (DbParameter)cloneable.Clone() : new SqliteParameter(given.ParameterName, given.Value);
}

/// <param name="Parameters">Copies, to be sent again.</param>
internal sealed record RecordedCommand(string Sql, IReadOnlyList<DbParameter> Parameters);
