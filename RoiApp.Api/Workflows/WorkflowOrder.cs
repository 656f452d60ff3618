using System.Globalization;
using RoiApp.Api.Data;
using RoiApp.Api.Problems;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Workflows;

/// <summary>An order of the list: each has an index of its own, and pages by the key of the last row.</summary>
internal sealed record WorkflowOrder(string Word, Func<IQueryable<Workflow>, IQueryable<Workflow>> Sort, Func<IQueryable<Workflow>, WorkflowKey, IQueryable<Workflow>> After)
{
    // The first condition of each alone bounds the index range.
    public static WorkflowOrder Newest { get; } = new("-createdAt",
        rows => rows.OrderByDescending(w => w.CreatedAt).ThenByDescending(w => w.Id),
        (rows, key) => rows.Where(w => w.CreatedAt <= key.CreatedAt && (w.CreatedAt < key.CreatedAt || w.Id < key.Id)));

    private static readonly WorkflowOrder[] s_all =
    [
        Newest,
        new("createdAt",
            rows => rows.OrderBy(w => w.CreatedAt).ThenBy(w => w.Id),
            (rows, key) => rows.Where(w => w.CreatedAt >= key.CreatedAt && (w.CreatedAt > key.CreatedAt || w.Id > key.Id))),
#pragma warning disable CA1309 // The database compares, as its index is sorted.
        new("name",
            rows => rows.OrderBy(w => w.Name).ThenBy(w => w.Id),
            (rows, key) => rows.Where(w => string.Compare(w.Name, key.Name) >= 0 && (string.Compare(w.Name, key.Name) > 0 || w.Id > key.Id))),
        new("-name",
            rows => rows.OrderByDescending(w => w.Name).ThenByDescending(w => w.Id),
            (rows, key) => rows.Where(w => string.Compare(w.Name, key.Name) <= 0 && (string.Compare(w.Name, key.Name) < 0 || w.Id < key.Id))),
#pragma warning restore CA1309
    ];

    /// <exception cref="ProblemException">There is no such order.</exception>
    public static WorkflowOrder Parse(string? word) => string.IsNullOrEmpty(word)
        ? Newest
        : Array.Find(s_all, o => o.Word == word)
            ?? throw ProblemType.InvalidField.Because($"'sort' has to be one of {string.Join(", ", s_all.Select(o => o.Word))}.", "sort");
}

/// <summary>What a page ended with, enough for every order.</summary>
internal sealed record WorkflowKey(DateTimeOffset CreatedAt, Guid Id, string Name)
{
    public static WorkflowKey Of(WorkflowResource w) => new(w.CreatedAt, w.Id, w.Name);

    /// <summary>Null when it is none of ours.</summary>
    public static WorkflowKey? Parse(string[] parts) =>
        parts is [var ticks, var id, var name]
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var utcTicks) && utcTicks <= DateTimeOffset.MaxValue.Ticks
        && Guid.TryParseExact(id, "N", out var guid)
            ? new(new(utcTicks, TimeSpan.Zero), guid, name)
            : null;

    public string[] Parts => [CreatedAt.UtcTicks.ToString(CultureInfo.InvariantCulture), Id.ToString("N"), Name];
}
