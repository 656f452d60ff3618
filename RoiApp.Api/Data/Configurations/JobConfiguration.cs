using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RoiApp.Api.Data.Configurations;

internal sealed class JobConfiguration : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> builder)
    {
        builder.ToTable("jobs");
        builder.HasKey(j => j.Id);
        builder.HasIndex(j => new { j.Rank, j.Id }).HasFilter("state = 'available'").HasDatabaseName("ix_jobs_claimable");
        builder.HasIndex(j => j.RunAt).HasFilter("state = 'waiting'").HasDatabaseName("ix_jobs_waiting");
        builder.HasIndex(j => j.LeasedBy).HasFilter("state = 'running'").HasDatabaseName("ix_jobs_running");
        builder.HasIndex(j => j.FinishedAt).HasFilter("finished_at IS NOT NULL").HasDatabaseName("ix_jobs_finished");
        builder.HasIndex(j => new { j.Kind, j.SubjectId }).IsUnique().HasDatabaseName("ix_jobs_subject");
    }
}
