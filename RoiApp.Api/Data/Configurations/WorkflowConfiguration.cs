using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RoiApp.Api.Data.Configurations;

internal sealed class WorkflowConfiguration : IEntityTypeConfiguration<Workflow>
{
    public void Configure(EntityTypeBuilder<Workflow> builder)
    {
        builder.ToTable("workflows");
        builder.HasKey(w => w.Id);
        builder.HasMany(w => w.Steps).WithOne().HasForeignKey(s => s.WorkflowId);
        builder.HasIndex(w => new { w.Owner, w.CreatedAt, w.Id }).IsDescending(false, true, true).HasDatabaseName("ix_workflows_newest");
        builder.HasIndex(w => new { w.Owner, w.Status, w.CreatedAt, w.Id }).IsDescending(false, false, true, true).HasDatabaseName("ix_workflows_status");
        builder.HasIndex(w => new { w.Owner, w.Name, w.Id }).HasDatabaseName("ix_workflows_name");
        builder.HasIndex(w => w.CompletedAt).HasFilter("completed_at IS NOT NULL AND first_seq < last_seq").HasDatabaseName("ix_workflows_prunable");
        builder.HasIndex(w => w.AudioSha256).HasDatabaseName("ix_workflows_audio");
    }
}
