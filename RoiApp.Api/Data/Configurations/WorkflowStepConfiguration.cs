using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RoiApp.Api.Data.Configurations;

internal sealed class WorkflowStepConfiguration : IEntityTypeConfiguration<WorkflowStep>
{
    public void Configure(EntityTypeBuilder<WorkflowStep> builder)
    {
        builder.ToTable("workflow_steps");
        builder.HasKey(s => new { s.WorkflowId, s.Name });
        builder.HasIndex(s => new { s.EngineName, s.EngineVersion, s.CompletedAt }).HasFilter("name = 'transcription' AND status = 'completed'").HasDatabaseName("ix_workflow_steps_pace");
    }
}
