using System.Collections.Concurrent;

namespace Microsoft.Extensions.Caching.Hybrid;

/// <summary>When each tag was last removed: a value made before that, or at that time, does not count any more.</summary>
/// <remarks>Safe for concurrent use. Times of the second level are read once a tag; afterwards only this process's own removals are seen.</remarks>
internal sealed class TagTimes
{
    private const string Everything = "*";
    private const int MaxKnown = 100_000;

    private readonly ConcurrentDictionary<string, Task<long>> _times = new();
    private readonly SecondLevel? _second;
    private readonly RisingClock _clock;
    private Task<long> _everything;
    private long _forgottenAt;

    public TagTimes(SecondLevel? second, RisingClock clock)
    {
        (_second, _clock) = (second, clock);
        _everything = second is null ? Task.FromResult(0L) : second.ReadTagAsync(Everything, clock);
    }

    /// <summary>An entry's tags, checked and copied.</summary>
    /// <exception cref="ArgumentException">A tag is empty or the one that stands for everything.</exception>
    public static string[] Checked(IEnumerable<string>? tags)
    {
        string[] copy = tags is null ? [] : [.. tags];
        foreach (var tag in copy)
        {
            if (string.IsNullOrWhiteSpace(tag) || tag == Everything)
            {
                throw new ArgumentException($"A tag cannot be empty, nor '{Everything}', which stands for everything.", nameof(tags));
            }
        }

        return copy;
    }

    public async ValueTask RemoveAsync(string tag, CancellationToken ct)
    {
        var now = _clock.Next();
        if (tag == Everything)
        {
            _everything = Task.FromResult(now);
        }
        else
        {
            MakeRoom();
            _times[tag] = Task.FromResult(now);
        }

        if (_second is not null)
        {
            await _second.WriteTagAsync(tag, now, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Asks the second level for the tags' times ahead of need.</summary>
    public void Prefetch(string[] tags)
    {
        foreach (var tag in tags)
        {
            TimeOf(tag);
        }
    }

    /// <summary>Whether a value in memory counts; while a tag's time is being read it does not, though it may later.</summary>
    public bool Counts(long createdAt, string[] tags)
    {
        if (_everything is { IsCompleted: true } everything && createdAt <= everything.Result)
        {
            return false;
        }

        foreach (var tag in tags)
        {
            var time = TimeOf(tag);
            if (!time.IsCompleted || createdAt <= time.Result)
            {
                return false;
            }
        }

        return tags.Length == 0 || createdAt > Volatile.Read(ref _forgottenAt);
    }

    /// <summary>Whether a value of the second level counts, waiting for tags whose time is being read.</summary>
    public async ValueTask<bool> CountsAsync(long createdAt, string[] tags)
    {
        await _everything.ConfigureAwait(false);
        foreach (var tag in tags)
        {
            await TimeOf(tag).ConfigureAwait(false);
        }

        return Counts(createdAt, tags);
    }

    private static readonly Task<long> s_never = Task.FromResult(0L);

    private Task<long> TimeOf(string tag)
    {
        if (_times.TryGetValue(tag, out var known))
        {
            return known;
        }

        if (_second is null)
        {
            return s_never;
        }

        MakeRoom();
        return _times.GetOrAdd(tag, static (name, all) => all._second!.ReadTagAsync(name, all._clock), this);
    }

    /// <remarks>Tags may be as many as there are rows. What the second level remembers is asked for again; without one, all that carries tags goes.</remarks>
    private void MakeRoom()
    {
        if (_times.Count < MaxKnown)
        {
            return;
        }

        if (_second is null)
        {
            Volatile.Write(ref _forgottenAt, _clock.Next());
        }

        _times.Clear();
    }
}
