using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RoiApp.Api.Data.Configurations;

internal sealed class JobConfiguration : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> builder)
    {
        builder.ToTable("jobs");
        builder.HasKey(j => j.Id);
        builder.HasIndex(j => new { j.Priority, j.RunAt, j.Id }).IsDescending(true, false, false)
            .HasFilter("state = 'available'").HasDatabaseName("ix_jobs_claimable");
        builder.HasIndex(j => j.LeasedBy).HasFilter("state = 'running'").HasDatabaseName("ix_jobs_running");
        builder.HasIndex(j => new { j.Kind, j.SubjectId }).IsUnique().HasDatabaseName("ix_jobs_subject");
    }
}
