using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace RoiApp.Api.Tests.Caching;

/// <summary>Holds readings of a table: the database has answered, and whoever asked does not know yet.</summary>
internal sealed class HeldQueries : DbCommandInterceptor
{
    private volatile Hold? _hold;

    public void AddTo(WebApplicationBuilder builder) => builder.Services.AddSingleton<IInterceptor>(this);

    /// <summary>From now on the first query that speaks of <paramref name="words"/> is held, until the hold is released.</summary>
    public Hold Next(string words) => _hold = new(words);

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        if (_hold is { } hold && command.CommandText.Contains(hold.Words, StringComparison.Ordinal) && hold.TryTake())
        {
            await hold.Released.WaitAsync(cancellationToken);
        }
        return result;
    }

    internal sealed class Hold(string words)
    {
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Words => words;

        /// <summary>Ends when a query is held.</summary>
        public Task Held => _held.Task;

        public Task Released => _released.Task;

        public bool TryTake() => _held.TrySetResult();

        public void Release() => _released.TrySetResult();
    }
}
