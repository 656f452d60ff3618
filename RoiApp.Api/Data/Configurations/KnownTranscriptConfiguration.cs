using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RoiApp.Api.Data.Configurations;

internal sealed class KnownTranscriptConfiguration : IEntityTypeConfiguration<KnownTranscript>
{
    public void Configure(EntityTypeBuilder<KnownTranscript> builder)
    {
        builder.ToTable("known_transcripts");
        builder.HasKey(k => k.WorkflowId);
        builder.HasOne<Workflow>().WithMany().HasForeignKey(k => k.WorkflowId);
        builder.HasIndex(k => new { k.Owner, k.AudioSha256, k.Language, k.WorkflowId }).HasDatabaseName("ix_known_transcripts_audio");
    }
}
