using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RoiApp.Api.Data.Configurations;

internal sealed class SegmentConfiguration : IEntityTypeConfiguration<Segment>
{
    public void Configure(EntityTypeBuilder<Segment> builder)
    {
        builder.ToTable("segments");
        builder.HasKey(s => new { s.WorkflowId, s.Index });
        builder.HasOne<Workflow>().WithMany().HasForeignKey(s => s.WorkflowId);
        builder.Property(s => s.Words).HasConversion<JsonText<IReadOnlyList<SpokenWord>>, ByReference<IReadOnlyList<SpokenWord>>>();
    }
}
