using RoiApp.Api.Data;

namespace RoiApp.Api.Caching;

/// <summary>
/// Up to which change of an owner's rows this replica has heard. A version is the position of a change on the owner's feed: positions are given in the
/// order of commits and become visible without a gap, so that whatever is read after a position was heard of is at least as new as it. What is read is
/// kept under the version known before the reading began: a change makes it unfindable, here and at the second level, and a slow reader cannot bring it back.
/// </summary>
/// <remarks>Any thread. Versions are null, and nothing may be answered from the cache, while changes of other replicas might not be heard.</remarks>
internal sealed class RowVersions(PostgresNotices? notices = null)
{
    // Enough for all that anybody looks at; beyond, workflows not heard of lately are read once more.
    private const int MaxWorkflows = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, OwnerVersions> _owners = new(StringComparer.Ordinal);
    private string _database = "";
    private int _heardOn;
    private int _doubts;

    /// <summary>Raised when it has to be found out anew how far the owners are. Must not block.</summary>
    public event Action? Doubted;

    /// <summary>The line by which changes of others arrive, another number each time it is opened; 0 while it is down. Embedded, there are no others.</summary>
    public int Line => notices?.Line ?? 1;

    public bool IsTrusted => Volatile.Read(ref _heardOn) is var heardOn && heardOn != 0 && heardOn == Line;

    /// <summary>The last change to a workflow.</summary>
    public RowVersion? OfWorkflow(string owner, Guid workflowId) =>
        Read(owner, versions => versions.Workflows.TryGetValue(workflowId, out var version) ? version : versions.Floor);

    /// <summary>The last change to anything of an owner's.</summary>
    public RowVersion? OfOwner(string owner) => Read(owner, static versions => versions.Position);

    /// <summary>The last change to what an owner's memos say.</summary>
    public RowVersion? OfContent(string owner) => Read(owner, static versions => versions.Content);

    /// <summary>A change is committed.</summary>
    /// <param name="position">Of its last event.</param>
    /// <param name="content">Whether segments, translations or contacts came, changed or went.</param>
    public void Changed(string owner, Guid workflowId, long position, bool content)
    {
        lock (_gate)
        {
            var versions = Of(owner);
            if (versions.Workflows.Count >= MaxWorkflows)
            {
                versions.Floor = Math.Max(versions.Floor, versions.Position);
                versions.Workflows.Clear();
            }
            versions.Position = Math.Max(versions.Position, position);
            versions.Workflows[workflowId] = Math.Max(versions.Workflows.GetValueOrDefault(workflowId, versions.Floor), position);
            versions.Content = content ? Math.Max(versions.Content, position) : versions.Content;
        }
    }

    /// <summary>Anything may have changed up to here.</summary>
    public void Reached(string owner, long position)
    {
        lock (_gate)
        {
            var versions = Of(owner);
            if (position > versions.Position)
            {
                (versions.Position, versions.Content, versions.Floor) = (position, position, position);
                versions.Workflows.Clear();
            }
        }
    }

    /// <summary>Whether a write was committed is not known.</summary>
    public void Doubt()
    {
        Interlocked.Increment(ref _doubts);
        Volatile.Write(ref _heardOn, 0);
        Doubted?.Invoke();
    }

    /// <summary>Call before the heads are read.</summary>
    public (int Line, int Doubts) BeginHearing() => (Line, Volatile.Read(ref _doubts));

    /// <summary>From these heads on every change is heard.</summary>
    /// <param name="database">Tells databases apart that share a Redis.</param>
    public void Hear((int Line, int Doubts) began, string database, IEnumerable<(string Owner, long Position)> heads)
    {
        lock (_gate)
        {
            _database = database;
            foreach (var versions in _owners.Values)
            {
                versions.Scope = null;
            }
        }
        foreach (var (owner, position) in heads)
        {
            Reached(owner, position);
        }
        if (began.Doubts == Volatile.Read(ref _doubts))
        {
            Volatile.Write(ref _heardOn, began.Line);
        }
    }

    private RowVersion? Read(string owner, Func<OwnerVersions, long> read)
    {
        if (!IsTrusted)
        {
            return null;
        }
        lock (_gate)
        {
            var versions = Of(owner);
            return new(versions.Scope ??= $"{_database} {owner}", read(versions));
        }
    }

    private OwnerVersions Of(string owner)
    {
        if (!_owners.TryGetValue(owner, out var versions))
        {
            _owners[owner] = versions = new();
        }
        return versions;
    }

    private sealed class OwnerVersions
    {
        public string? Scope { get; set; }

        public long Position { get; set; }

        public long Content { get; set; }

        /// <summary>Of workflows of which nothing else has been heard.</summary>
        public long Floor { get; set; }

        public Dictionary<Guid, long> Workflows { get; } = [];
    }
}

/// <param name="Scope">The owner, and the database that it is an owner of.</param>
internal readonly record struct RowVersion(string Scope, long Number);
