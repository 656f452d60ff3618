using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace RoiApp.Api.Data;

/// <summary>All of RoiApp's state. One model; what differs by database is in the two derived contexts.</summary>
internal abstract class RoiDb(DbContextOptions options) : DbContext(options)
{
    public DbSet<Workflow> Workflows => Set<Workflow>();

    public DbSet<WorkflowStep> Steps => Set<WorkflowStep>();

    public DbSet<Segment> Segments => Set<Segment>();

    public DbSet<Contact> Contacts => Set<Contact>();

    public DbSet<ActionItem> ActionItems => Set<ActionItem>();

    public DbSet<SearchEntry> SearchEntries => Set<SearchEntry>();

    public DbSet<WorkflowEvent> Events => Set<WorkflowEvent>();

    public DbSet<KnownTranscript> KnownTranscripts => Set<KnownTranscript>();

    public DbSet<FeedHead> FeedHeads => Set<FeedHead>();

    public DbSet<FeedEntry> FeedEntries => Set<FeedEntry>();

    public DbSet<Job> Jobs => Set<Job>();

    public DbSet<QueuePlace> QueuePlaces => Set<QueuePlace>();

    public DbSet<IdempotencyKey> IdempotencyKeys => Set<IdempotencyKey>();

    public DbSet<Upload> Uploads => Set<Upload>();

    /// <summary>Appended to a SELECT in a write transaction: nobody else changes these rows until it ends.</summary>
    public abstract string RowLock { get; }

    /// <summary>As <see cref="RowLock"/>, passing over rows that somebody else holds.</summary>
    public abstract string RowLockSkippingHeld { get; }

    /// <summary>SQL for "id is among those that <paramref name="select"/> brings", in the words for which the planner looks them up one by one.</summary>
    public abstract string IdIn(string select);

    /// <summary>A time as SQL of our own has to pass it: EF converts only what LINQ passes.</summary>
    public abstract object AsParameter(DateTimeOffset at);

    /// <summary>What both databases' options have in common.</summary>
    public static void Configure(DbContextOptionsBuilder options) =>
        // Migrations are written by hand, without a snapshot to compare with; a test compares the real schema instead.
        options.ConfigureWarnings(w => w.Ignore(RelationalEventId.PendingModelChangesWarning));

    /// <summary>Begins a transaction that is going to write. What it reads with <see cref="RowLock"/> stays as read until it ends.</summary>
    public abstract Task<WriteTransaction> BeginWriteAsync(CancellationToken ct);

    /// <summary>The workflow, with its steps if wanted, held against other writers until the transaction ends; null when there is none.</summary>
    public async Task<Workflow?> HoldWorkflowAsync(Guid id, bool withSteps, CancellationToken ct)
    {
        // Not composed upon: a row lock does not survive being wrapped into a subquery.
        var sql = $"SELECT * FROM workflows WHERE id = {{0}} {RowLock}";
        var found = await Workflows.FromSqlRaw(sql, id).ToListAsync(ct);
        if (found is not [var workflow])
        {
            return null;
        }
        if (withSteps)
        {
            await Steps.Where(s => s.WorkflowId == id).LoadAsync(ct);
        }
        return workflow;
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<WorkflowStatus>().HaveConversion<EnumWord<WorkflowStatus>>();
        configurationBuilder.Properties<StepStatus>().HaveConversion<EnumWord<StepStatus>>();
        configurationBuilder.Properties<StepName>().HaveConversion<EnumWord<StepName>>();
        configurationBuilder.Properties<SourceKind>().HaveConversion<EnumWord<SourceKind>>();
        configurationBuilder.Properties<ContactType>().HaveConversion<EnumWord<ContactType>>();
        configurationBuilder.Properties<SearchKind>().HaveConversion<EnumWord<SearchKind>>();
        configurationBuilder.Properties<ActionItemStatus>().HaveConversion<EnumWord<ActionItemStatus>>();
        configurationBuilder.Properties<JobState>().HaveConversion<EnumWord<JobState>>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(RoiDb).Assembly);
        SnakeCase.Apply(modelBuilder.Model);
    }
}
