using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RoiApp.Api.Data.Configurations;

internal sealed class UploadConfiguration : IEntityTypeConfiguration<Upload>
{
    public void Configure(EntityTypeBuilder<Upload> builder)
    {
        builder.ToTable("uploads");
        builder.HasKey(u => u.Id);
        builder.HasOne<Workflow>().WithMany().HasForeignKey(u => u.WorkflowId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(u => u.Owner).HasFilter("completed_at IS NULL").HasDatabaseName("ix_uploads_open");
        builder.HasIndex(u => u.CompletedAt).HasFilter("completed_at IS NOT NULL").HasDatabaseName("ix_uploads_completed");
        builder.HasIndex(u => u.WorkflowId).HasDatabaseName("ix_uploads_workflow");
    }
}
