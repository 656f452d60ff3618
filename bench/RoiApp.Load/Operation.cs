namespace RoiApp.Load;

/// <summary>Something a user does.</summary>
/// <param name="Share">How often, of a hundred.</param>
/// <param name="TargetMs">What 95 of 100 have to keep within: from the design's figures.</param>
/// <param name="IsRead">A GET that processes nothing: these tell the knee.</param>
internal sealed record Operation(string Name, int Share, double TargetMs, bool IsRead)
{
    public static readonly Operation List = new("list", 27, 200, IsRead: true);
    public static readonly Operation Read = new("read", 27, 200, IsRead: true);
    public static readonly Operation Search = new("search", 14, 200, IsRead: true);
    public static readonly Operation Stats = new("stats", 6, 200, IsRead: true);
    public static readonly Operation Edit = new("edit", 8, 200, IsRead: false);
    public static readonly Operation Export = new("export", 6, 200, IsRead: true);
    public static readonly Operation Upload = new("upload", 12, 5000, IsRead: false);

    /// <summary>From asking for the events until the first is there.</summary>
    public static readonly Operation Watch = new("watch", 0, 200, IsRead: false);

    /// <summary>From the first byte of the upload until its last event.</summary>
    public static readonly Operation Memo = new("memo", 0, 30_000, IsRead: false);

    /// <summary>All; <see cref="Watch"/> and <see cref="Memo"/> follow each upload.</summary>
    public static readonly IReadOnlyList<Operation> All = [List, Read, Search, Stats, Edit, Export, Upload, Watch, Memo];

    /// <summary>One by its share.</summary>
    public static Operation Draw(Random chance)
    {
        var drawn = chance.Next(All.Sum(operation => operation.Share));
        return All.First(operation => (drawn -= operation.Share) < 0);
    }
}

/// <summary>Something that a user did.</summary>
/// <param name="AtMs">When it began, from the beginning of the run.</param>
/// <param name="Level">The number of users there were.</param>
/// <param name="Error">What went wrong; null for nothing.</param>
internal sealed record Sample(double AtMs, int Level, int User, string Operation, double Ms, string? Error);
